"""Phrases of a lexicon, compiled so that one pass over a message finds all of them.

A phrase is written as words with spaces between. `touch*` is a beginning, `*fuat*` a part, `a|b` a choice,
`<body>` a named set, `~2` allows up to two words in between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sms.words import Words

MIN_PART = 3
MAX_PREFIXES = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One phrase found: its label, the lexicon's words for it, and the words from `start` up to `end`."""

    label: str
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase: for each step the globs that fit, and how many words may stand before it."""

    label: str
    steps: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]


class Lexicon:
    """All phrases of one language.

    `spell` maps a word to the spelling that its variants share; `prefixes` are what the language writes
    onto its words (conjunctions, articles, signs of tense).
    """

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        sets: Mapping[str, Iterable[str]],
        spell: Callable[[str], str],
        prefixes: Iterable[str] = (),
    ) -> None:
        self._spell = spell
        self._prefixes = tuple(sorted(prefixes, key=len, reverse=True))
        self._phrases = [
            _compile(label, written, sets) for label, group in phrases.items() for written in group
        ]
        self._by_first: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self._phrases:
            for glob in phrase.steps[0]:
                self._by_first[glob].append(phrase)
        globs = {glob for phrase in self._phrases for step in phrase.steps for glob in step}
        self._whole = self._key(glob for glob in globs if "*" not in glob)
        self._starts = self._key(glob for glob in globs if glob.endswith("*") and glob[0] != "*")
        self._ends = self._key(glob for glob in globs if glob[0] == "*" and glob[-1] != "*")
        self._parts = self._key(glob for glob in globs if glob[0] == "*" and glob[-1] == "*")
        self._part_sizes = sorted({len(part) for part in self._parts})

    def globs(self) -> frozenset[str]:
        """Every glob of every phrase, as the data files write it."""
        return frozenset(glob for phrase in self._phrases for step in phrase.steps for glob in step)

    def seen(self, words: Words) -> dict[str, list[int]]:
        """For each glob that fits some word, where; a message's features for training."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words.words):
            for glob in self._globs_of(word):
                found[glob].append(place)
        return found

    def match(self, words: Words) -> list[Hit]:
        """Every phrase of the lexicon in the message, in no particular order."""
        seen = self.seen(words)
        hits: set[Hit] = set()
        for glob, places in seen.items():
            for phrase in self._by_first.get(glob, ()):
                for start in places:
                    path = _follow(phrase, 1, (start,), seen, words)
                    if path:
                        hits.add(Hit(phrase.label, _tell(phrase, path, seen), start, path[-1] + 1))
        return list(hits)

    def _key(self, globs: Iterable[str]) -> dict[str, set[str]]:
        """The globs under each spelling that a word may meet them in."""
        table: dict[str, set[str]] = defaultdict(set)
        for glob in globs:
            bare = glob.strip("*")
            table[bare].add(glob)
            if glob == bare or len(self._spell(bare)) > MIN_PART:
                table[self._spell(bare)].add(glob)
        return dict(table)

    def _globs_of(self, word: str) -> set[str]:
        found: set[str] = set()
        for form in self._forms_of(word):
            found |= self._whole.get(form, set())
            for size in range(1, len(form) + 1):
                found |= self._starts.get(form[:size], set())
                found |= self._ends.get(form[-size:], set())
            for size in self._part_sizes:
                for start in range(len(form) - size + 1):
                    found |= self._parts.get(form[start : start + size], set())
        return found

    def _forms_of(self, word: str) -> set[str]:
        """The word and its other spelling, each also without up to two prefixes."""
        forms = {word}
        for _ in range(MAX_PREFIXES):
            forms |= {
                form.removeprefix(prefix)
                for form in forms
                for prefix in self._prefixes
                if form.startswith(prefix) and len(form) - len(prefix) >= MIN_PART
            }
        return forms | {self._spell(form) for form in forms}


def _compile(label: str, written: str, sets: Mapping[str, Iterable[str]]) -> Phrase:
    steps: list[frozenset[str]] = []
    gaps: list[int] = []
    gap = 0
    for piece in written.split():
        if piece.startswith("~"):
            gap = int(piece[1:])
            continue
        steps.append(frozenset(_expand(piece, sets)))
        gaps.append(gap)
        gap = 0
    return Phrase(label, tuple(steps), tuple(gaps))


def _expand(piece: str, sets: Mapping[str, Iterable[str]]) -> Iterable[str]:
    for choice in piece.split("|"):
        if choice.startswith("<"):
            yield from (glob for inner in sets[choice[1:-1]] for glob in _expand(inner, sets))
        else:
            yield choice


def _follow(
    phrase: Phrase, step: int, path: tuple[int, ...], seen: Mapping[str, list[int]], words: Words
) -> tuple[int, ...] | None:
    """The places of all steps if those from `step` on follow the path in one sentence, else None."""
    if step == len(phrase.steps):
        return path
    at = path[-1]
    places = {place for glob in phrase.steps[step] for place in seen.get(glob, ())}
    for place in sorted(places):
        if at < place <= at + 1 + phrase.gaps[step] and words.sentences[place] == words.sentences[at]:
            longer = _follow(phrase, step + 1, (*path, place), seen, words)
            if longer:
                return longer
    return None


def _tell(phrase: Phrase, path: tuple[int, ...], seen: Mapping[str, list[int]]) -> str:
    """The phrase in the lexicon's own words, never the message's: the longest glob of each step."""
    fitting = (
        [glob for glob in step if place in seen.get(glob, ())]
        for step, place in zip(phrase.steps, path, strict=True)
    )
    return " ".join(max(globs, key=lambda glob: (len(glob), glob)) for globs in fitting)
