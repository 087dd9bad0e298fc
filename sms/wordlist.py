"""The 7,776 words of receipts and passphrases: the EFF's long diceware list (Bonneau 2016, CC BY 3.0 US)."""

from __future__ import annotations

from functools import cache
from importlib import resources

SIZE = 7776

# Never drawn: words that would tell a reader of the phone what a message is about (P9), and the four with
# a hyphen, which people write in several ways.
AVOIDED = frozenset(
    {"drop-down", "felt-tip", "t-shirt", "yo-yo"}
    | {
        "aids",
        "danger",
        "endanger",
        "flashing",
        "grope",
        "kissable",
        "kisser",
        "kissing",
        "police",
        "reporter",
    }
    | {"safehouse", "safely", "safeness", "threaten", "undress", "unisexual", "unsafe"}
    | {"violate", "violation", "violator"}
)


@cache
def words() -> tuple[str, ...]:
    """The list in its own order, lower case."""
    text = resources.files("xkcdpass").joinpath("static/eff-long").read_text("utf-8")
    return tuple(text.split())


@cache
def positions() -> dict[str, int]:
    """Each word's place in the list, from 0."""
    return {word: place for place, word in enumerate(words())}
