"""From the inline content of a passage to breakpoints: runs, words, and where each may be broken.

Text is laid out in runs of one face. A word is what stands between spaces, in one or more faces; it is
measured once and carries its chances of a break: after a dash, in an address after its punctuation, at the
hyphenation points of the language. This module knows the alphabet's rules and asks `Metrics` for widths.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, assert_never

import pyphen

from letterpress.letter import Emphasis, FootnoteCall, Inline, LineBreak, Link, Strong, Text
from letterpress.typesetting.linebreaking import Breakpoint
from letterpress.typesetting.metrics import Face, Metrics

HYPHEN = "\u2010"  # set at a break; the finished file says U+00AD, so that copied words are whole
SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"

# Penalties of a break inside a word, on TeX's scale (a hyphen costs 50 there).
AFTER_DASH, IN_ADDRESS, AT_SOFT_HYPHEN, HYPHENATED, IN_NAME, IN_COMPOUND, ANYWHERE = 30, 40, 40, 60, 160, 250, 900

# Passes, from the breaks one would like to those that must do.
PLAIN, WITH_HYPHENS, EMERGENCY = 1, 2, 3

ADDRESS_BREAK = re.compile(r"(?<=[/._?&=#-])(?=[^/._?&=#-])")
ADDRESS_START = re.compile(r"[(<\[“\"]?(?:https?://|www\.)|[\w.+-]+@\w")
DASH_BREAK = re.compile(
    r"(?<=[^\W\d_]{2}[-\u2010])(?=[^\W\d_]{2})|(?<=[\w.,;:?!”’\"')][\u2013\u2014])(?=[\w“‘\"'(])"
)
LETTERS = re.compile(r"[^\W\d_]{5,}")
TOKEN = re.compile(r"[^ \n]{1,400}|[ \n]")  # a longer word is measured in pieces, and may be cut between them

# What may hang out of the measure, as a share of the character's width (Hàn Thế Thành's tables, rounded).
HANG_END = {"‐": 0.5, "-": 0.5, ".": 0.6, ",": 0.6, ";": 0.3, ":": 0.3, "”": 0.4, "’": 0.5, "“": 0.4, "–": 0.25, "—": 0.15}
HANG_START = {"“": 0.5, "‘": 0.6, "„": 0.4, "‚": 0.4, "«": 0.3, "»": 0.3}


class Run(NamedTuple):
    """Text of one face; `path` holds the inline nodes around it, outermost first."""

    start: int
    text: str
    path: tuple[Inline, ...]
    face: Face

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text)


class Matter(NamedTuple):
    """The text of a passage's cell in reading order: single spaces, a newline for a line break."""

    text: str
    runs: tuple[Run, ...]
    soft_hyphens: frozenset[int]


class Chance(NamedTuple):
    """A break inside a word: what stays on the line (hyphen included) and what goes to the next."""

    offset: int
    before: float
    after: float
    penalty: float
    hyphen: bool
    level: int
    in_address: bool
    hang_end: float


class Word(NamedTuple):
    """A word as measured: width, the part of it that is protected space, and its chances."""

    width: float
    glue: float
    chances: tuple[Chance, ...]
    hang_start: float
    hang_end: float


def faces_in(inlines: tuple[Inline, ...], zone: str, style: str) -> Iterator[Face]:
    """Yield every face that setting this content needs."""
    yield Face(zone, style)
    yield from (run.face for run in flatten(inlines, zone, style).runs)


def flatten(inlines: tuple[Inline, ...], zone: str, style: str) -> Matter:
    """Lay inline content out as runs of text; white space collapses as in CSS Text 3, section 4.1."""
    builder = _Flattener(zone, style)
    builder.walk(inlines, (), ())
    return builder.matter()


class _Flattener:
    def __init__(self, zone: str, style: str) -> None:
        self._zone, self._style = zone, style
        self._runs: list[Run] = []
        self._parts: list[str] = []
        self._length = 0
        self._last = " "  # as if after a space: none begins a line
        self._soft: set[int] = set()

    def walk(self, inlines: tuple[Inline, ...], path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    self._add_text(inline.text, path, names)
                case LineBreak():
                    self._trim()
                    self._add("\n", path, names)
                case FootnoteCall():
                    self._add(inline.label, (*path, inline), (*names, "call"))
                case Emphasis():
                    self.walk(inline.children, (*path, inline), (*names, "em"))
                case Strong():
                    self.walk(inline.children, (*path, inline), (*names, "strong"))
                case Link():
                    self.walk(inline.children, (*path, inline), (*names, "a"))
                case _:
                    assert_never(inline)

    def _add_text(self, text: str, path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        text = re.sub(r"[ \t\n\r\f\v\u2028\u2029\x85]+", " ", text).replace("\u200b", "")
        text = text.replace("\u2010", "-")  # the author's own hyphen, told apart from one set at a break
        if self._last in " \n" and text.startswith(" "):
            text = text[1:]
        pieces = text.split(SOFT_HYPHEN)
        at = self._length
        for piece in pieces[:-1]:
            at += len(piece)
            self._soft.add(at)
        self._add("".join(pieces), path, names)

    def _add(self, text: str, path: tuple[Inline, ...], names: tuple[str, ...]) -> None:
        if text:
            self._runs.append(Run(self._length, text, path, Face(self._zone, self._style, names)))
            self._parts.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _trim(self) -> None:
        """Take a space off the end of the text."""
        while self._runs and self._runs[-1].text.endswith(" "):
            run = self._runs.pop()
            self._parts.pop()
            self._length -= len(run.text)
            if text := run.text[:-1]:
                self._runs.append(run._replace(text=text))
                self._parts.append(text)
                self._length += len(text)

    def matter(self) -> Matter:
        self._trim()
        return Matter("".join(self._parts), tuple(self._runs), frozenset(self._soft))


class WordSmith:
    """Measure words and list their breaks, each word once."""

    def __init__(self, metrics: Metrics, language: str) -> None:
        self._metrics = metrics
        self._hyphenator = _hyphenator(language)
        self._words: dict[tuple[object, ...], Word] = {}

    def breakpoints(self, matter: Matter, measure: float, level: int, *, hyphenate: bool) -> list[Breakpoint]:
        """List the legal breakpoints of a passage for a pass of line breaking."""
        tokens = tuple(self._tokens(matter, measure, level, hyphenate))
        points = [Breakpoint(0, 0, 0, 0, 0, 0, hang_start=_hang_of_first(tokens))]
        width = glue = 0.0
        hang_end = 0.0
        for index, (at, token) in enumerate(tokens):
            following = tokens[index + 1][1] if index + 1 < len(tokens) else None
            hang_start = following.hang_start if isinstance(following, Word) else 0.0
            if isinstance(token, Word):
                if index and isinstance(tokens[index - 1][1], Word):
                    points.append(Breakpoint(at, at, width, glue, width, glue, ANYWHERE))
                for chance in token.chances:
                    points.append(
                        Breakpoint(
                            at + chance.offset,
                            at + chance.offset,
                            width + chance.before,
                            glue,
                            width + token.width - chance.after,
                            glue,
                            chance.penalty,
                            chance.hyphen,
                            may_end_short=chance.in_address,
                            hang_end=chance.hang_end,
                        )
                    )
                width, glue, hang_end = width + token.width, glue + token.glue, token.hang_end
            elif token is None:
                points.append(
                    Breakpoint(at, at + 1, width, glue, width, glue, forced=True, hang_start=hang_start)
                )
                hang_end = 0.0
            else:
                points.append(
                    Breakpoint(
                        at, at + 1, width, glue, width + token, glue + token, hang_end=hang_end,
                        hang_start=hang_start,
                    )
                )
                width, glue = width + token, glue + token
        end = len(matter.text)
        points.append(Breakpoint(end, end, width, glue, width, glue, forced=True))
        return points

    def _tokens(
        self, matter: Matter, measure: float, level: int, hyphenate: bool  # noqa: FBT001
    ) -> Iterator[tuple[int, Word | float | None]]:
        """Yield (offset, word | width of a space | None for a line break)."""
        runs, index = matter.runs, 0
        for match in TOKEN.finditer(matter.text):
            start, end = match.span()
            while runs[index].end <= start:
                index += 1
            if match[0] == "\n":
                yield start, None
            elif match[0] == " ":
                yield start, self._metrics.space(runs[index].face)
            else:
                pieces, at, k = [], start, index
                while at < end:
                    run = runs[k]
                    stop = min(end, run.end)
                    piece = matter.text[at:stop]
                    pieces.append((run.face, piece, _is_address(run, piece)))
                    at, k = stop, k + 1
                soft = frozenset(o - start for o in matter.soft_hyphens if start < o < end) if matter.soft_hyphens else frozenset()
                yield start, self._word(tuple(pieces), soft, measure, level, hyphenate)

    def _word(
        self,
        pieces: tuple[tuple[Face, str, bool], ...],
        soft: frozenset[int],
        measure: float,
        level: int,
        hyphenate: bool,  # noqa: FBT001
    ) -> Word:
        key = (pieces, soft, level, hyphenate, measure if level == EMERGENCY else 0)
        if key not in self._words:
            self._words[key] = self._measure_word(pieces, soft, measure, level, hyphenate)
        return self._words[key]

    def _measure_word(
        self,
        pieces: tuple[tuple[Face, str, bool], ...],
        soft: frozenset[int],
        measure: float,
        level: int,
        hyphenate: bool,  # noqa: FBT001
    ) -> Word:
        width, glue, at = 0.0, 0.0, 0
        spots: list[tuple[int, float, float, float, bool, int, bool, float]] = []
        for face, text, in_address in pieces:
            own = self._width(face, text)
            inside = frozenset(offset - at for offset in soft if 0 < offset - at < len(text))
            for offset, penalty, hyphen, lowest in self._breaks(
                text, inside, own, measure, level,
                in_address=in_address, hyphenate=hyphenate, is_call="call" in face.inline,
            ):
                before = width + self._width(face, text[:offset] + HYPHEN * hyphen)
                skipped = width + own - self._width(face, text[offset:])
                mark = HYPHEN if hyphen else text[offset - 1]
                spots.append((at + offset, before, skipped, penalty, hyphen, lowest, in_address, self._hang(face, mark, HANG_END)))
            width, glue, at = width + own, glue + text.count(NO_BREAK_SPACE) * self._metrics.space(face), at + len(text)
        chances = tuple(Chance(o, b, width - s, p, h, lv, a, hang) for o, b, s, p, h, lv, a, hang in spots)
        first, last = pieces[0], pieces[-1]
        hang_end = 0.0 if "call" in last[0].inline else self._hang(last[0], last[1][-1], HANG_END)
        return Word(width, glue, chances, self._hang(first[0], first[1][0], HANG_START), hang_end)

    def _hang(self, face: Face, character: str, table: dict[str, float]) -> float:
        share = table.get(character)
        return share * self._metrics.width(face, character) if share else 0.0

    def _width(self, face: Face, text: str) -> float:
        """Width of text in which protected spaces are set as ordinary ones."""
        if NO_BREAK_SPACE not in text:
            return self._metrics.width(face, text) if text else 0.0
        return self._metrics.width(face, text.replace(NO_BREAK_SPACE, " "))

    def _breaks(
        self,
        text: str,
        soft: frozenset[int],
        width: float,
        measure: float,
        level: int,
        *,
        in_address: bool,
        hyphenate: bool,
        is_call: bool,
    ) -> list[tuple[int, float, bool, int]]:
        """List (offset, penalty, hyphen, level) of the breaks within a word's piece of one face."""
        if is_call:
            return []
        if in_address:
            found = [(m.start(), float(IN_ADDRESS), False, PLAIN) for m in ADDRESS_BREAK.finditer(text)]
            found = [f for f in found if 3 <= f[0] <= len(text) - 3]
        else:
            found = [(offset, float(AT_SOFT_HYPHEN), True, WITH_HYPHENS) for offset in soft]
            found += [(m.start(), float(AFTER_DASH), False, PLAIN) for m in DASH_BREAK.finditer(text)]
            if hyphenate and level >= WITH_HYPHENS and not soft:
                found += self._hyphenation(text)
        if level == EMERGENCY and width > measure * 0.95:
            known = {offset for offset, *_ in found}
            found += [(o, float(ANYWHERE), False, EMERGENCY) for o in range(1, len(text)) if o not in known]
        return sorted(found)

    def _hyphenation(self, text: str) -> Iterator[tuple[int, float, bool, int]]:
        if self._hyphenator is None:
            return
        for match in LETTERS.finditer(text):
            word, at = match[0], match.start()
            joined = text[at - 1 : at] == "-" or text[match.end() : match.end() + 1] == "-"
            penalty = IN_COMPOUND if joined else IN_NAME if word[0].isupper() else HYPHENATED
            for position in self._hyphenator.positions(word.lower()):
                if 2 <= position <= len(word) - 3:
                    yield at + position, float(penalty), True, WITH_HYPHENS


def _hang_of_first(tokens: tuple[tuple[int, Word | float | None], ...]) -> float:
    first = tokens[0][1] if tokens else None
    return first.hang_start if isinstance(first, Word) else 0.0


def _is_address(run: Run, piece: str) -> bool:
    """Tell whether a piece is an address shown as such: it breaks at its punctuation and takes no hyphen."""
    if not any(isinstance(node, Link) for node in run.path):
        return ADDRESS_START.match(piece) is not None
    return " " not in run.text and ("/" in run.text or "@" in run.text or "." in run.text)


@lru_cache(maxsize=16)
def _hyphenator(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=2, right=3) if known else None
