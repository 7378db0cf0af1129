"""The letters of a mailing to look at before all are set: its ends, its longest, and the most different."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from letterpress.mailing.versions import Versions
from letterpress.merging import FieldText, Recipient, show_value

Sizes = tuple[float, ...]  # of the fields of a row: 1 is the longest value of the column


class Pick(NamedTuple):
    """A recipient whose letter is worth a look, and why."""

    recipient: Recipient
    reason: str


class _Letter(NamedTuple):
    """What tells letters apart before they are set: course and length of the text, sizes of the fields."""

    course: tuple[str, str]
    length: int
    sizes: Sizes


def pick_for_preview(
    letter: Versions, recipients: Sequence[Recipient], count: int, overrides: Mapping[str, str]
) -> tuple[Pick, ...]:
    """Pick so many recipients, in their order: always the same for the same rows.

    The first, the last and the longest letter; then those that take branches no other picked letter takes,
    the most frequent first; then those whose fields differ most in length from all that are picked.

    Raises:
        LetterError: a field has no result.
    """
    letters = _letters_of(letter, recipients, overrides)
    reasons: dict[int, str] = {}
    for at, reason in _picks(letters, recipients):
        if len(reasons) == min(count, len(recipients)):
            break
        reasons[at] = f"{reasons[at]}, {reason}" if at in reasons else reason
    return tuple(Pick(recipients[at], reasons[at]) for at in sorted(reasons))


def _letters_of(
    letter: Versions, recipients: Sequence[Recipient], overrides: Mapping[str, str]
) -> list[_Letter]:
    texts = {tag: FieldText(letter[tag].source, overrides) for tag in letter.tags()}
    letters = []
    lengths = [[len(show_value(value)) for value in one.contents] for one in recipients]
    widest = [max(column, default=0) or 1 for column in zip(*lengths, strict=True)]
    for recipient, length in zip(recipients, lengths, strict=True):
        filled = texts[letter.tag_for(recipient.language)].fill(recipient.values, recipient.language)
        sizes = tuple(size / most for size, most in zip(length, widest, strict=True))
        printed = len(filled.source.text) + sum(map(len, filled.values.values()))
        letters.append(_Letter((recipient.language, filled.source.text), printed, sizes))
    return letters


def _picks(letters: list[_Letter], recipients: Sequence[Recipient]) -> Iterator[tuple[int, str]]:
    """Yield positions of letters to look at, the most telling first, and what they tell."""
    places = range(len(letters))
    if not letters:
        return
    longest = max(places, key=lambda at: letters[at].length)
    picked = {0, len(letters) - 1, longest}
    yield 0, "the first"
    yield len(letters) - 1, "the last"
    yield longest, f"the longest, {letters[longest].length:,} characters"
    frequency = Counter(one.course for one in letters)
    seen = {letters[at].course for at in picked}
    for course, count in frequency.most_common():
        if course not in seen:
            at = next(at for at in places if letters[at].course == course)
            picked.add(at)
            yield (
                at,
                f"another course of the text (branches, language), taken by {count:,} of {len(letters):,}",
            )
    nearest = [min(_distance(one.sizes, letters[at].sizes) for at in picked) for one in letters]
    while any(nearest):
        at = max(places, key=nearest.__getitem__)
        column = _most_unlike(letters[at].sizes, [letters[other].sizes for other in picked])
        size = len(show_value(recipients[at].contents[column]))
        picked.add(at)
        yield at, f"unlike the others: {recipients[at].names[column]} has {size:,} characters"
        nearest = [
            min(known, _distance(one.sizes, letters[at].sizes))
            for known, one in zip(nearest, letters, strict=True)
        ]


def _distance(one: Sizes, other: Sizes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def _most_unlike(sizes: Sizes, others: Sequence[Sizes]) -> int:
    """Give the field in which a row differs most from each of others."""
    return max(range(len(sizes)), key=lambda at: min(abs(sizes[at] - other[at]) for other in others))
