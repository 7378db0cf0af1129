"""The structure tree of a finished file as text: what a reading machine is given, for people and tests."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from letterpress.preflight.reading import Page, guarded, open_pdf, read_file
from letterpress.preflight.tree import Element, LinkOf, Marked, read_tree

Texts = Mapping[tuple[int, int], str]


def structure_outline(data: bytes) -> str:
    """Write the structure tree of a PDF, two spaces a level, then what is marked as artifact.

    Content carries the number of its page (from 1): `[2] "the words"`.

    Raises:
        PreflightError: the file cannot be read.
    """
    reader = open_pdf(data)
    pages = read_file(reader, with_text=True).pages
    root = guarded(lambda: read_tree(reader))
    texts = texts_of(pages)
    lines = [line for kid in root.kids if isinstance(kid, Element) for line in _lines(kid, texts, 0)]
    return "\n".join((*lines, *_artifacts(pages))) + "\n"


def texts_of(pages: tuple[Page, ...]) -> dict[tuple[int, int], str]:
    """Give the text of all marked content, by page (from 0) and number."""
    texts: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pages):
        for run in page.runs:
            if run.mcid is not None:
                texts[number, run.mcid] = texts.get((number, run.mcid), "") + run.text
    return texts


def _lines(element: Element, texts: Texts, depth: int) -> Iterator[str]:
    words = [element.role, *(f'"{word}"' for word in element.attributes)]
    if element.identifier:
        words.append(f"#{element.identifier}")
    if element.language:
        words.append(f"lang={element.language}")
    yield "  " * depth + " ".join(words)
    indent = "  " * (depth + 1)
    for page, kids in groupby(element.kids, key=lambda kid: kid.page if isinstance(kid, Marked) else None):
        if page is not None:
            text = "".join(texts.get((kid.page, kid.mcid), "") for kid in kids if isinstance(kid, Marked))
            yield f'{indent}[{page + 1}] "{text}"'
            continue
        for kid in kids:
            if isinstance(kid, Element):
                yield from _lines(kid, texts, depth + 1)
            elif isinstance(kid, LinkOf):
                yield f'{indent}[{kid.page + 1}] "{kid.contents}" -> {kid.target}'


def _artifacts(pages: tuple[Page, ...]) -> Iterator[str]:
    for number, page in enumerate(pages, start=1):
        marked = [run for run in page.runs if run.artifact]
        for kind, runs in groupby(marked, key=lambda run: run.artifact):
            yield f'Artifact {kind} [{number}] "{"".join(run.text for run in runs)}"'
