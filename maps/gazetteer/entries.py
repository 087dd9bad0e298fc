"""All the keys one place is found under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maps.gazetteer import names, skeletons, tokens, typos, windows
from maps.gazetteer.skeletons import Ear
from maps.gazetteer.tokens import Token

_PARTS = re.compile(r"\s*[/;|]\s*")
_ASIDE = re.compile(r"\s*[(\[（]([^)\]）]*)[)\]）]?\s*")


@dataclass(frozen=True, slots=True)
class Entries:
    """Exact keys, and skeletons with form and script, each with whether it is the core alone; and words."""

    keys: dict[str, bool]
    skeletons: dict[tuple[str, str, bool], bool]
    words: frozenset[str]


def of(spellings: Iterable[str], streets: Iterable[tuple[str, str]] = (), ear: Ear | None = None) -> Entries:
    """The entries of a place with these names; a crossing is found by its two streets only.

    An import hands one ear to many places: most words of names come again and again.
    """
    ear = ear or Ear()
    found = Entries({}, {}, frozenset())
    words: set[str] = set()
    for spelling in dict.fromkeys(part for name in spellings for part in parts(name)):
        split = tokens.split(spelling)
        said = names.said(split)
        if 0 < len(said) <= names.MOST_WORDS:
            _add(found, said, ear)
            words.update(_words(split))
    for street, other in streets:
        both = names.words(street), names.words(other)
        found.keys[names.crossing_key(*both)] = False
        words.update(word for name in (street, other) for word in _words(tokens.split(name)))
    return Entries(found.keys, found.skeletons, frozenset(words))


def parts(name: str) -> Iterator[str]:
    """The names a written name holds: "KIE/Pioneer (Desai)" is KIE/Pioneer, Pioneer, KIE and Desai."""
    yield name
    aside = _ASIDE.sub(" ", name).strip()
    yield from _PARTS.split(aside) if aside else ()
    yield from (inner for inner in _ASIDE.findall(name) if inner)


def _words(split: Iterable[Token]) -> Iterator[str]:
    """The words whose slips are found again, as written: "street" too, which its key calls "st"."""
    return (token.letters for token in split if typos.is_correctable(token.letters))


def _add(found: Entries, said: list[str], ear: Ear) -> None:
    core = names.core(said)
    if names.is_plain(said):  # found by `plain` alone, never by its sound
        found.keys.setdefault(" ".join(said), False)
    for words, is_core in ((said, False), (core, True)):
        if not words or (is_core and core == said) or names.is_weak(words):
            continue
        found.keys.setdefault(" ".join(words), is_core)
        if len(words) > windows.MOST_WORDS:  # the beginning of a long name is what people write
            found.keys.setdefault(" ".join(words[: windows.MOST_WORDS]), True)
        shape = ear.join(words)
        if skeletons.is_telling(shape):
            is_latin = all(map(str.isascii, words))
            found.skeletons.setdefault((shape, ear.form(tuple(words)), is_latin), is_core)
