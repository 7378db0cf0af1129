"""Fields of a .docx: what a result stands for (ECMA-376, part 1, 17.16).

A field is an instruction and the result its program last saw. Results are words of the letter, but for fields
that name a column of recipients and for those that mean the page they stand on.
"""

import re
from dataclasses import dataclass, field

from letterpress.importing.content import Findings

_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')

OF_PAGES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PAGEREF"})
OF_TODAY = frozenset({"DATE", "TIME", "PRINTDATE"})
OF_RECIPIENTS = frozenset(
    {"IF", "NEXT", "NEXTIF", "SKIPIF", "ADDRESSBLOCK", "GREETINGLINE", "MERGEREC", "MERGESEQ"}
)
ASKING = frozenset({"MACROBUTTON", "FILLIN", "ASK"})


@dataclass(slots=True)
class OpenField:
    """A field that has begun: its instruction so far, and whether its result has."""

    instruction: str = ""
    has_result: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Give the word that says what the field is."""
        return self.instruction.split(maxsplit=1)[0].upper() if self.instruction.split() else ""

    @property
    def argument(self) -> str:
        """Give the first word or quoted words after the name, without switches."""
        rest = self.instruction.strip()[len(self.name) :]
        found = (one for one in _ARGUMENT.finditer(rest) if not one[0].startswith("\\"))
        first = next(found, None)
        return (first[1] if first[1] is not None else first[2]) if first else ""

    @property
    def link(self) -> str:
        """Give the address a result leads to."""
        return self.argument if self.name == "HYPERLINK" and "\\l" not in self.instruction else ""

    @property
    def hides_result(self) -> bool:
        """Tell whether the result is no part of the letter."""
        return self.name in OF_PAGES - {"PAGEREF"} or self.name == "MERGEFIELD"


def judge_field(ended: OpenField, findings: Findings) -> None:
    """Say what of a field that has ended is not kept."""
    words = "".join(ended.words)
    if ended.name in OF_PAGES:
        findings.left_out("a field with the number of a page", hint="the stationery prints numbers of pages")
    elif ended.name in OF_TODAY:
        hint = "write the date itself"
        findings.changed("a field for the day of printing keeps the value it has in the file", words, hint)
    elif ended.name in OF_RECIPIENTS:
        hint = "write {% if name %} ... {% endif %}, or a field such as {{ inside_address }}"
        findings.changed(f"a field {ended.name} keeps the value it has in the file", words, hint)
    elif ended.name in ASKING:
        hint = "write the words that are meant in its place"
        findings.lost("a field that asks for words", words or ended.instruction, hint)
    elif ended.name == "EQ":
        findings.lost("an equation", ended.instruction, "write it in words, or as an image")
