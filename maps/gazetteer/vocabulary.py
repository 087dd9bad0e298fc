"""The words around names, of all languages at once: people mix them within one message."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maps.gazetteer import fold

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ar", "sw", "hi", "es", "fr", "fil")

BEFORE = ("near", "between", "corner", "origin", "target", "joint")
"""Parts a cue plays that stands before a name ("near X", "between X"), as the data files call them."""
WEAK = "weak"
"""A cue that stands before anything: "in", "من"."""
AFTER = ("after", "between_after", "origin_after", "target_after")
"""Parts a cue plays that stands behind the name ("X ke paas")."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words and what they do.

    `stop` are everyday words of any language, `stops` the same by language: "toi" is French, and a market
    of Nairobi. `cues` maps a run of words to the parts it can play; `generic` maps a word such as "street" to
    the kind of place it names; `same` maps every spelling of a word to one.
    """

    stop: frozenset[str]
    stops: Mapping[str, frozenset[str]]
    signs: Mapping[str, frozenset[str]]
    """words by language that show it is spoken: its everyday words, and its cues of one word"""
    single_cues: frozenset[str]
    articles: frozenset[str]
    generic: Mapping[str, str]
    same: Mapping[str, str]
    cues: Mapping[tuple[str, ...], frozenset[str]]
    cue_heads: frozenset[str]
    """the words that cues begin with"""
    longest_cue: int

    def canonical(self, word: str) -> str:
        """The one spelling of a folded word: "avenue" and "av" give "ave"."""
        return self.same.get(word, word)


def load(languages: Sequence[str] = LANGUAGES) -> Vocabulary:
    """The vocabularies of these languages joined; where two disagree on a word, the first one rules."""
    tables = [tomllib.loads((DATA / f"{language}.toml").read_text("utf-8")) for language in languages]
    same = _same(tables)
    cues = _cues(tables, same)
    generic = {
        same.get(word, word): kind
        for table in reversed(tables)
        for kind, words in table["generic"].items()
        for word in _folded(words.split())
    }
    single = {run[0] for run in cues if len(run) == 1}
    stops = {
        language: frozenset(same.get(word, word) for word in _folded(table["stop"].split())) - generic.keys()
        for language, table in zip(languages, tables, strict=True)
    }
    signs = {
        language: stops[language] | {run[0] for run in _cues([table], same) if len(run) == 1}
        for language, table in zip(languages, tables, strict=True)
    }
    return Vocabulary(
        # A cue of one word ("near", "في") is never a name by itself either.
        stop=frozenset(single.union(*stops.values())) - generic.keys(),
        stops=stops,
        signs=signs,
        single_cues=frozenset(single) - generic.keys(),
        articles=frozenset(word for table in tables for word in _folded(table["articles"])),
        generic=generic,
        same=same,
        cues=cues,
        cue_heads=frozenset(run[0] for run in cues),
        longest_cue=max(map(len, cues)),
    )


def _folded(words: Iterable[str]) -> list[str]:
    return [fold.bare(fold.fold(word)) for word in words]


def _same(tables: Iterable[dict[str, dict[str, list[str]]]]) -> dict[str, str]:
    """Chains are followed, so that "bulevar" of one file and "boulevard" of another meet."""
    direct: dict[str, str] = {}
    for table in tables:
        for chosen, others in table["same"].items():
            root = _root(direct, fold.bare(fold.fold(chosen)))
            for word in _folded(others):
                other = _root(direct, word)
                if other != root:
                    direct[other] = root
    return {word: _root(direct, word) for word in direct}


def _root(direct: Mapping[str, str], word: str) -> str:
    while word in direct:
        word = direct[word]
    return word


def _cues(
    tables: Iterable[dict[str, list[str]]], same: Mapping[str, str]
) -> dict[tuple[str, ...], frozenset[str]]:
    parts: dict[tuple[str, ...], set[str]] = {}
    for table, part in itertools.product(tables, (*BEFORE, *AFTER, WEAK)):
        for cue in table.get(part, ()):
            run = tuple(same.get(word, word) for word in _folded(cue.split()))
            parts.setdefault(run, set()).add(part)
    return {run: frozenset(roles) for run, roles in parts.items()}


WORDS = load()
"""All languages, read once: a few thousand short strings."""
