"""From the matter of a passage to breakpoints: words, measured once, and the spaces between them.

A word is what stands between spaces, in one face or several. This module asks `Metrics` for widths and
`wordbreaks` for the places where a word may be broken.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from letterpress.letter import Emphasis, Foreign, Link, Strong
from letterpress.typesetting.linebreaking import Breakpoint
from letterpress.typesetting.matter import HYPHEN, NO_BREAK_SPACE, Matter, Run
from letterpress.typesetting.metrics import Face, Metrics
from letterpress.typesetting.scripts import breaks_by_unicode, reads_from_right
from letterpress.typesetting.wordbreaks import (
    ANYWHERE,
    EMERGENCY,
    WITHOUT_SPACE,
    BreakRules,
    breaks_after_dashes,
    breaks_anywhere,
    breaks_in,
    is_address,
)

TOKEN = re.compile(r"[^ \n]+|[ \n]")
MOST_WORDS = 20_000  # known in a pass; the names of a hundred thousand recipients need not be kept
PHRASE_END = re.compile(r"[.,;:!?\u2014)](?= )")  # as far as words are known together
LONGEST_WORD = 400  # characters; a longer one is measured in parts, and may be cut between them
IN_PHRASE = 4000  # penalty of a break inside a phrase, in lines that are to end where phrases end
PHRASE_ENDS = frozenset(",;:\u2013\u2014·|/\uff0c\u3001\uff1b\uff1a\u3000")
TOO_WIDE = 0.95  # of the measure: a word wider than this may be cut anywhere in an emergency

# What may hang out of the measure, as a share of the character's width: Hàn Thế Thành's tables, rounded.
HANG_END: Mapping[str, float] = {
    HYPHEN: 0.5, "-": 0.5, ".": 0.6, ",": 0.6, ";": 0.3, ":": 0.3,
    "\u201d": 0.4, "\u2019": 0.5, "\u201c": 0.4, "\u2013": 0.25, "\u2014": 0.15,
}  # fmt: skip
HANG_START: Mapping[str, float] = {
    "\u201c": 0.5, "\u2018": 0.6, "\u201e": 0.4, "\u201a": 0.4, "«": 0.3, "»": 0.3,
}  # fmt: skip


class Fragment(NamedTuple):
    """The part of a word that stands in one face."""

    face: Face
    text: str
    is_address: bool
    language: str  # of foreign words, empty for the letter's own


class Chance(NamedTuple):
    """A break inside a word: the width of what stays on the line (hyphen included) and of what goes on."""

    offset: int
    before: float
    after: float
    penalty: float
    hyphen: bool
    own_hyphen: bool
    in_address: bool
    hang_end: float


class Word(NamedTuple):
    """A word as measured: its width, the part of it that is protected space, its chances, what may hang."""

    width: float
    glue: float
    chances: tuple[Chance, ...]
    hang_start: float
    hang_end: float


class Gap(NamedTuple):
    """What parts two words: a space, with the kerning they give it, or nothing in scripts without spaces."""

    ends_phrase: bool
    width: float = 0.0
    characters: int = 0
    penalty: float = 0.0


Token = tuple[int, Word | Gap | None]  # a word, a gap, or a line break (None), at an offset


class WordSmith:
    """Measure words and list their breaks, each word once."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._words: dict[tuple[object, ...], Word] = {}
        self._plain: dict[tuple[object, ...], dict[tuple[Face, str], tuple[Token, ...]]] = {}
        self._spaces: dict[tuple[Face, str, str], float] = {}

    def breakpoints(
        self, matter: Matter, measure: float, rules: BreakRules, *, by_phrase: bool = False
    ) -> list[Breakpoint]:
        """List the legal breakpoints of a passage for a pass of line breaking.

        Lines set `by_phrase` end where a phrase ends, if they can: `City of Princeton, / New Jersey`.
        """
        tokens = [
            (at + offset, what)
            for at, stretch in self._tokens(matter, measure, rules)
            for offset, what in stretch
        ]
        starts = [what.hang_start if isinstance(what, Word) else 0.0 for _, what in tokens]
        points = [Breakpoint(0, 0, 0, 0, 0, 0, hang_start=starts[0] if starts else 0.0)]
        width = glue = hang_end = 0.0
        for index, (at, what) in enumerate(tokens):
            hang_start = starts[index + 1] if index + 1 < len(tokens) else 0.0
            match what:
                case Word():
                    points += _inside(what, at, width, glue, at_least=IN_PHRASE * by_phrase)
                    width, glue, hang_end = width + what.width, glue + what.glue, what.hang_end
                case Gap():
                    penalty = IN_PHRASE if by_phrase and not what.ends_phrase else what.penalty
                    after, glue_after = width + what.width, glue + what.width
                    points.append(
                        Breakpoint(
                            at, at + what.characters, width, glue, after, glue_after, penalty,
                            hang_end=hang_end, hang_start=hang_start,
                        )
                    )  # fmt: skip
                    width, glue = after, glue_after
                case None:
                    points.append(
                        Breakpoint(at, at + 1, width, glue, width, glue, forced=True, hang_start=hang_start)
                    )
        end = len(matter.text)
        points.append(Breakpoint(end, end, width, glue, width, glue, forced=True))
        if reads_from_right(matter.text):  # whose lines end at the left: nothing hangs out of them
            return [point._replace(hang_end=0.0, hang_start=0.0) for point in points]
        return points

    def _tokens(
        self, matter: Matter, measure: float, rules: BreakRules
    ) -> Iterator[tuple[int, tuple[Token, ...]]]:
        """Yield tokens a stretch at a time: where it begins, and the tokens at their offsets from there."""
        plain = self._plain.setdefault((rules, measure if rules.level == EMERGENCY else 0), {})
        has_marks = bool(matter.soft_hyphens or matter.zero_width_spaces)
        at, index = 0, 0
        while at < len(matter.text):
            while matter.runs[index].end <= at:
                index += 1
            run = matter.runs[index]
            end = self._stretch_end(matter, run, at)
            stretch = matter.text[at:end]
            if stretch == "\n":
                yield at, ((0, None),)
            elif stretch == " ":
                gap = Gap(matter.text[at - 1] in PHRASE_ENDS, self._space(run, at), characters=1)
                yield at, ((0, gap),)
            elif has_marks or run.end < end or not _is_plain(run):
                yield at, tuple(self._tokens_between(matter, at, end, measure, rules))
            else:  # nothing around has a say: known once, known for good
                key = run.face, stretch
                if key not in plain:
                    if len(plain) >= MOST_WORDS:
                        plain.clear()
                    plain[key] = tuple(self._tokens_between(matter, at, end, measure, rules))
                yield at, plain[key]
            at = end

    @staticmethod
    def _stretch_end(matter: Matter, run: Run, at: int) -> int:
        """End a stretch with its phrase or the last whole word of its run; or with the one token there is."""
        match = TOKEN.match(matter.text, at)
        assert match
        last_space = run.start + run.text.rfind(" ")
        if match[0] in " \n" or at == run.start or match.end() >= last_space or "\n" in run.text:
            return match.end()
        phrase = PHRASE_END.search(matter.text, match.end() - 1, last_space)
        return phrase.end() if phrase else last_space

    def _tokens_between(
        self, matter: Matter, start: int, end: int, measure: float, rules: BreakRules
    ) -> Iterator[Token]:
        for match in TOKEN.finditer(matter.text, start, end):
            at, until = match.span()
            if match[0] == " ":
                (run,) = matter.runs_between(at, until)
                gap = Gap(matter.text[at - 1] in PHRASE_ENDS, self._space(run, at), characters=1)
                yield at - start, gap
            else:
                yield from self._tokens_of_word(matter, (at, until), start, measure, rules)

    def _tokens_of_word(
        self, matter: Matter, word: tuple[int, int], base: int, measure: float, rules: BreakRules
    ) -> Iterator[Token]:
        for at, until, penalty in _parts(matter, *word, rules.language):
            if at > word[0]:
                yield at - base, Gap(matter.text[at - 1] in PHRASE_ENDS, penalty=penalty)
            fragments = tuple(_fragments(matter, (at, until), word))
            soft = frozenset(offset - at for offset in matter.soft_hyphens if at < offset < until)
            yield at - base, self._word(fragments, soft, measure, rules)

    def _space(self, run: Run, offset: int) -> float:
        """Measure a word space with the kerning that its neighbours in the same face give it."""
        at = offset - run.start
        before, after = run.text[max(0, at - 1) : at], run.text[at + 1 : at + 2]
        key = run.face, before, after
        if key not in self._spaces:
            self._spaces[key] = self._measure_space(run, before, after)
        return self._spaces[key]

    def _measure_space(self, run: Run, before: str, after: str) -> float:
        ideal = self._metrics.space(run.face)
        if not before or not after or NO_BREAK_SPACE in before + after:
            return ideal
        width = self._metrics.width
        left = width(run.face, f"{before} n") - width(run.face, before) - width(run.face, "n")
        right = width(run.face, f"n {after}") - width(run.face, "n") - width(run.face, after)
        return left + right - ideal

    def _word(
        self, fragments: tuple[Fragment, ...], soft: frozenset[int], measure: float, rules: BreakRules
    ) -> Word:
        key = (fragments, soft, rules, measure if rules.level == EMERGENCY else 0)
        if key not in self._words:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            self._words[key] = self._measure_word(fragments, soft, measure, rules)
        return self._words[key]

    def _measure_word(
        self, fragments: tuple[Fragment, ...], soft: frozenset[int], measure: float, rules: BreakRules
    ) -> Word:
        total = sum(self._width(fragment.face, fragment.text) for fragment in fragments)
        width, glue, at = 0.0, 0.0, 0
        chances: list[Chance] = []
        for fragment in fragments:
            face, text = fragment.face, fragment.text
            own = self._width(face, text)
            inside = frozenset(offset - at for offset in soft if 0 < offset - at < len(text))
            for chance in self._chances(fragment, inside, rules):
                after = total - width - own + chance.after
                chances.append(
                    chance._replace(offset=at + chance.offset, before=width + chance.before, after=after)
                )
            width, at = width + own, at + len(text)
            glue += text.count(NO_BREAK_SPACE) * self._metrics.space(face)
        chances += self._chances_of_all(fragments, {chance.offset for chance in chances}, measure, rules)
        chances.sort()
        first, last = fragments[0], fragments[-1]
        hang_end = 0.0 if "call" in last.face.inline else self._hang(last.face, last.text[-1], HANG_END)
        return Word(total, glue, tuple(chances), self._hang(first.face, first.text[0], HANG_START), hang_end)

    def _chances(self, fragment: Fragment, soft: frozenset[int], rules: BreakRules) -> Iterator[Chance]:
        """Yield the chances of one fragment, as if it stood alone."""
        face, text, address, language = fragment
        if language:
            rules = replace(rules, language=language)
        if "call" in face.inline:
            return
        own = self._width(face, text)
        for offset, penalty, hyphen, _ in breaks_in(text, rules, soft, address=address):
            # Measured apart, without the kerning at the break: what is chosen is measured again as set.
            before = self._width(face, text[:offset])
            with_hyphen = before + self._metrics.width(face, HYPHEN) if hyphen else before
            last = HYPHEN if hyphen else text[offset - 1]
            hang = self._hang(face, last, HANG_END)
            yield Chance(offset, with_hyphen, own - before, penalty, hyphen, last == "-", address, hang)

    def _chances_of_all(
        self, fragments: tuple[Fragment, ...], known: set[int], measure: float, rules: BreakRules
    ) -> Iterator[Chance]:
        """Yield the chances that only the whole word shows: at dashes, and anywhere when it is too wide."""
        widths = [self._width(fragment.face, fragment.text) for fragment in fragments]
        total, text = sum(widths), "".join(fragment.text for fragment in fragments)
        breaks = {one.offset: one for one in breaks_after_dashes(text)} if len(fragments) > 1 else {}
        if rules.level == EMERGENCY and total > measure * TOO_WIDE:
            breaks = {one.offset: one for one in breaks_anywhere(text)} | breaks
        before, at = 0.0, 0
        for fragment, width in zip(fragments, widths, strict=True):
            if "call" not in fragment.face.inline:  # nor does a line end right before a call
                for offset in range(max(at, 1), at + len(fragment.text)):
                    if offset in breaks and offset not in known:
                        place = before + self._width(fragment.face, fragment.text[: offset - at])
                        yield Chance(
                            offset,
                            place,
                            total - place,
                            breaks[offset].penalty,
                            hyphen=False,
                            own_hyphen=text[offset - 1] == "-",
                            in_address=fragment.is_address,
                            hang_end=0.0,
                        )
            before, at = before + width, at + len(fragment.text)

    def _hang(self, face: Face, character: str, table: Mapping[str, float]) -> float:
        share = table.get(character)
        return share * self._metrics.width(face, character) if share else 0.0

    def _width(self, face: Face, text: str) -> float:
        """Measure text in which protected spaces are set as ordinary ones."""
        return self._metrics.width(face, text.replace(NO_BREAK_SPACE, " "))


def _is_plain(run: Run) -> bool:
    """Tell whether a word of a run is the same word wherever it stands: no address, call or foreign word."""
    return not run.path or all(isinstance(node, Emphasis | Strong) for node in run.path)


def _inside(word: Word, at: int, width: float, glue: float, *, at_least: float) -> Iterator[Breakpoint]:
    for chance in word.chances:
        offset = at + chance.offset
        yield Breakpoint(
            end=offset,
            start=offset,
            end_width=width + chance.before,
            end_glue=glue,
            start_width=width + word.width - chance.after,
            start_glue=glue,
            penalty=max(chance.penalty, at_least),
            hyphen=chance.hyphen,
            own_hyphen=chance.own_hyphen,
            may_end_short=chance.in_address,
            hang_end=chance.hang_end,
        )


def _parts(matter: Matter, start: int, end: int, language: str) -> Iterator[tuple[int, int, float]]:
    """Cut what stands between two spaces into words, each with the penalty of a line that ends before it."""
    called = {
        offset
        for run in matter.runs_between(start, end)
        if "call" in run.face.inline
        for offset in range(run.start, run.end)  # no line ends right before a call
    }
    cuts = {start + offset for offset in breaks_by_unicode(matter.text[start:end], language)}
    cuts |= {offset for offset in matter.zero_width_spaces if start < offset < end}
    at, penalty = start, 0.0
    for cut in (*sorted(cuts - called), end):
        while cut - at > LONGEST_WORD:
            yield at, at + LONGEST_WORD, penalty
            at, penalty = at + LONGEST_WORD, ANYWHERE
        yield at, cut, penalty
        at, penalty = cut, WITHOUT_SPACE


def _fragments(matter: Matter, part: tuple[int, int], word: tuple[int, int]) -> Iterator[Fragment]:
    """Give the fragments of a part of a word; what the whole word shows tells whether it is an address."""
    for run in matter.runs_between(*part):
        text, shown = (matter.text[max(start, run.start) : min(end, run.end)] for start, end in (part, word))
        linked = any(isinstance(node, Link) for node in run.path)
        language = next((node.language for node in reversed(run.path) if isinstance(node, Foreign)), "")
        yield Fragment(run.face, text, is_address(run.text if linked else shown, linked=linked), language)
