"""Builds the structure tree of a letter from what its boxes declare: values to value, no PDF.

The pages become one tree in reading order: pieces of one part become one element, notes stand behind
the paragraph that calls them, what is decoration leaves the tree.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from letterpress.diagnostics import Code, Diagnostic, Severity, TypesettingError
from letterpress.typesetting.conformance.tree import (
    ARTIFACT,
    IMAGE_TEXT,
    KEPT_EMPTY,
    LAYOUT,
    STANDARD_ROLES,
    Content,
    Drawn,
    LinkArea,
    Structure,
    Tag,
    contents_of,
    tags_in,
)


@dataclass(slots=True)
class _Draft:
    """A structure element while its pieces are gathered; `language` is the one in force inside."""

    role: str
    language: str
    declared_language: str = ""
    part: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    box: tuple[float, float, float, float] | None = None
    identifier: str = ""
    kids: list["_Draft | Content | LinkArea"] = field(default_factory=list)


@dataclass(slots=True)
class _Gathering:
    """What is known so far: elements by part, elements that wait for another's end, artifacts."""

    parts: dict[str, tuple[tuple[str, ...], _Draft]] = field(default_factory=dict)
    followers: dict[str, list[_Draft]] = field(default_factory=lambda: defaultdict(list))
    artifacts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    spaced: set[tuple[int, int]] = field(default_factory=set)
    hyphened: set[tuple[int, int]] = field(default_factory=set)
    last: Content | None = None

    def ask_for_space(self) -> None:
        """Ask for a space after the content read last."""
        if self.last:
            self.spaced.add((self.last.page, self.last.mcid))

    def keep_hyphen(self) -> None:
        """Note that the content read last ends a line with a hyphen of its own, if it does."""
        if self.last and self.last.text.endswith("-"):
            self.hyphened.add((self.last.page, self.last.mcid))


def build_structure(drawn: Drawn, language: str) -> Structure:
    """Build the structure tree of a document whose main language is `language`.

    Raises:
        TypesettingError: a declaration that makes no sense, or content that would leave the tree.
    """
    gathering = _Gathering()
    document = _Draft("Document", language)
    _gather_kids(drawn, document, language, None, gathering)
    root = next(_emit(document, gathering), Tag(document.role))
    spaced, hyphened = frozenset(gathering.spaced), frozenset(gathering.hyphened)
    structure = Structure(root, gathering.artifacts, spaced, hyphened)
    _refuse_losses(drawn, structure)
    _refuse_doubled_identifiers(root)
    return structure


def _gather(drawn: Drawn, parent: _Draft, language: str, link: _Draft | None, gathering: _Gathering) -> None:
    roles = _roles_of(drawn, link)
    language = drawn.attributes.get("lang", "").strip() or language
    if roles == (ARTIFACT,):
        _set_aside(drawn, gathering)
        return
    target = _draft_for(drawn, roles, parent, language, gathering) if roles else parent
    _gather_kids(drawn, target, language, target if target.role == "Link" else link, gathering)
    if drawn.attributes.get("data-space") == "after":
        gathering.ask_for_space()
        gathering.keep_hyphen()
    if drawn.attributes.get("data-hyphen") == "own":
        gathering.keep_hyphen()


def _gather_kids(
    drawn: Drawn,
    target: _Draft,
    language: str,
    link: _Draft | None,
    gathering: _Gathering,
) -> None:
    for kid in drawn.kids:
        match kid:
            case Drawn():
                _gather(kid, target, language, link, gathering)
            case Content():
                _gather_content(kid, target, language, gathering)
            case LinkArea():
                (link or target).kids.append(kid)


def _roles_of(drawn: Drawn, link: _Draft | None) -> tuple[str, ...]:
    roles = tuple(drawn.attributes.get("data-tag", "").split())
    if ARTIFACT in roles:
        if roles != (ARTIFACT,):
            raise _refusal(f'data-tag="{" ".join(roles)}": an artifact has no other role')
        return roles
    unknown = [role for role in roles if role not in STANDARD_ROLES]
    if unknown:
        raise _refusal(f"data-tag: {unknown[0]!r} is no standard structure type")
    if drawn.box and not roles:
        roles = ("Figure",)
    if link is None and "Link" not in roles and any(isinstance(kid, LinkArea) for kid in drawn.kids):
        roles = (*roles, "Link")
    return roles


def _draft_for(
    drawn: Drawn,
    roles: tuple[str, ...],
    parent: _Draft,
    language: str,
    gathering: _Gathering,
) -> _Draft:
    if drawn.part in gathering.parts:
        known_roles, target = gathering.parts[drawn.part]
        if known_roles != roles:
            raise _refusal(f"the pieces of part {drawn.part} are tagged {known_roles} and {roles}")
        return target
    chain = [_Draft(role, language) for role in roles]
    for outer, inner in pairwise(chain):
        outer.kids.append(inner)
    outermost, innermost = chain[0], chain[-1]
    outermost.part = drawn.part
    outermost.declared_language = language if language != parent.language else ""
    innermost.attributes = drawn.attributes
    innermost.box = drawn.box
    next((draft for draft in chain if draft.role == "Note"), outermost).identifier = _identifier_of(
        drawn, roles
    )
    gathering.parts[drawn.part] = (roles, innermost)
    after = drawn.attributes.get("data-after")
    (gathering.followers[after] if after else parent.kids).append(outermost)
    return innermost


def _identifier_of(drawn: Drawn, roles: tuple[str, ...]) -> str:
    identifier = drawn.attributes.get("data-id", "")
    if "Note" in roles and not identifier:
        raise _refusal(f"note {drawn.part} has no data-id (ISO 14289-1, 7.9)")
    return identifier


def _gather_content(content: Content, target: _Draft, language: str, gathering: _Gathering) -> None:
    if not content.text.strip():
        # WeasyPrint draws nothing for a box of spaces, so the space joins the words before it.
        gathering.artifacts[content.page, content.mcid] = LAYOUT
        gathering.ask_for_space()
        return
    gathering.last = content
    if language == target.language:
        target.kids.append(content)
        return
    last = target.kids[-1] if target.kids else None
    if not (isinstance(last, _Draft) and last.declared_language == language and not last.part):
        last = _Draft("Span", language, declared_language=language)
        target.kids.append(last)
    last.kids.append(content)


def _set_aside(drawn: Drawn, gathering: _Gathering) -> None:
    kind, _, subtype = drawn.attributes.get("data-artifact", "Layout").partition("/")
    for content in contents_of(drawn):
        gathering.artifacts[content.page, content.mcid] = (kind, subtype)
    if _has_link(drawn):
        raise _refusal("a link stands in an artifact, where no reader finds it")


def _has_link(drawn: Drawn) -> bool:
    return any(isinstance(kid, LinkArea) or (isinstance(kid, Drawn) and _has_link(kid)) for kid in drawn.kids)


def _emit(draft: _Draft, gathering: _Gathering) -> Iterator[Tag]:
    """Yield the element, unless it is empty, and those that are read right after it."""
    kids: list[Tag | Content | LinkArea] = []
    for kid in draft.kids:
        if isinstance(kid, _Draft):
            kids.extend(_emit(kid, gathering))
        else:
            kids.append(kid)
    if kids or draft.role in KEPT_EMPTY:
        yield _tag_of(draft, tuple(kids), gathering)
    for follower in gathering.followers.get(draft.part, ()) if draft.part else ():
        yield from _emit(follower, gathering)


def _tag_of(draft: _Draft, kids: tuple[Tag | Content | LinkArea, ...], gathering: _Gathering) -> Tag:
    tag = Tag(draft.role, kids, draft.identifier, draft.declared_language)
    attributes = draft.attributes
    match draft.role:
        case "Figure":
            alternative = " ".join(attributes.get("alt", "").split())
            if not alternative:
                source = attributes.get("src", "")[:60]
                raise _refusal(f"image {source!r} has no alternative text", 'add alt="what it shows"')
            return Tag(tag.role, kids, tag.identifier, tag.language, alternative, box=draft.box)
        case "L":
            numbering = attributes.get("data-numbering", "None")
            return Tag(tag.role, kids, tag.identifier, tag.language, numbering=numbering)
        case "TH":
            scope = attributes.get("data-scope", "Column")
            return Tag(tag.role, kids, tag.identifier, tag.language, scope=scope)
        case "Link":
            title = attributes.get("title") or _words(kids, gathering)
            contents = " ".join(title.split())
            return Tag(tag.role, kids, tag.identifier, tag.language, contents=contents)
        case _:
            return tag


def _words(kids: tuple[Tag | Content | LinkArea, ...], gathering: _Gathering) -> str:
    pieces = (content for kid in kids for content in contents_of(kid))
    spaced = (piece.text + " " * ((piece.page, piece.mcid) in gathering.spaced) for piece in pieces)
    return "".join(spaced).replace(IMAGE_TEXT, "")


def _refuse_losses(drawn: Drawn, structure: Structure) -> None:
    tagged = [(content.page, content.mcid) for content in contents_of(structure.root)]
    expected = {(content.page, content.mcid) for content in contents_of(drawn)} - structure.artifacts.keys()
    if sorted(tagged) != sorted(expected):
        lost = len(expected) - len(tagged)
        hint = "data-after names a part that is not there, or that waits for this one"
        raise _refusal(f"{lost} pieces of content would not be read", hint)


def _refuse_doubled_identifiers(root: Tag) -> None:
    seen: set[str] = set()
    for tag in tags_in(root):
        if tag.identifier in seen:
            raise _refusal(f"two structure elements are called {tag.identifier!r}")
        if tag.identifier:
            seen.add(tag.identifier)


def _refusal(message: str, hint: str = "") -> TypesettingError:
    return TypesettingError(Diagnostic(Code.TYPESETTING_FAILED, Severity.ERROR, message, hint))
