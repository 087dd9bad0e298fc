"""The keys a name is stored and looked up under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from maps.gazetteer import skeletons, tokens
from maps.gazetteer.tokens import Token
from maps.gazetteer.vocabulary import WORDS

MOST_WORDS = 8
"""Words of a name that make its key; longer names are titles and sentences."""


ENOUGH_WORDS = 3
"""Common words that make a name together: "Old Town Hall"."""


def words(text: str) -> list[str]:
    """The text's words, folded, in their one spelling, without articles unless nothing else is left."""
    return said(tokens.split(text))


def said(split: Iterable[Token]) -> list[str]:
    """The same of a text that is split already."""
    every = [token.word for token in split if token.word not in ("/", "+", "@")]
    return [word for word in every if word not in WORDS.articles] or every


def key(text: str) -> str:
    """What two spellings of one name share: "The  St. Mary's Sq" and "Saint Marys Square" give one key."""
    return " ".join(words(text))


def core(parts: Sequence[str]) -> list[str]:
    """The words without those at either end that only say the kind of place; empty if all of them do."""
    first, last = 0, len(parts)
    while first < last and parts[first] in WORDS.generic:
        first += 1
    while last > first and parts[last - 1] in WORDS.generic:
        last -= 1
    return list(parts[first:last])


def kind_hint(parts: Sequence[str]) -> str | None:
    """The kind of place a generic word at either end speaks of, if any."""
    if is_street(parts):
        return "street"
    for word in (parts[0], parts[-1]) if parts else ():
        if word in WORDS.generic:
            return WORDS.generic[word]
    return None


def is_weak(parts: Sequence[str]) -> bool:
    """Whether the words only say the kind of place: "bus station", "the market"."""
    all_generic = all(word in WORDS.generic for word in parts)
    return len(parts) < ENOUGH_WORDS and all_generic and not is_street(parts)


def is_plain(parts: Sequence[str]) -> bool:
    """Whether two different words that say a kind may be a name together: "city hall", "hotel embassy"."""
    return len(set(parts)) == len(parts) == 2 and is_weak(parts)


def is_street(parts: Sequence[str]) -> bool:
    """Whether two words that say a kind name a street together: "Market Street", "شارع الجامعة"."""
    kinds = {WORDS.generic.get(word, "") for word in parts}
    return len(parts) == 2 and "street" in kinds and len(kinds - {"", "crossing"}) == 2


def skeleton(text: str) -> str:
    """The consonants in the order they sound, whatever the script; digits as they are; may be empty."""
    return skeletons.join(words(text))


def crossing_key(street: Sequence[str], other: Sequence[str]) -> str:
    """The key of the corner of two streets, the same both ways round."""
    return " × ".join(sorted((" ".join(core(street) or street), " ".join(core(other) or other))))
