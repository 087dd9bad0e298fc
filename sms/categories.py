"""The kinds of incident, the gravest first, and the names that other platforms give them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sms import words

GROUPS = ("words", "looks", "following", "touching", "other")


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of incident; `severity` counts down to 1, `group` is one of `GROUPS`.

    `former` are keys it once had: what was sealed under one of them is still of this kind.
    """

    key: str
    name: str
    group: str
    severity: int
    aliases: tuple[str, ...]
    former: tuple[str, ...] = ()


@cache
def catalogue() -> Mapping[str, Category]:
    """All categories by key, the gravest first."""
    text = resources.files("sms").joinpath("data", "categories.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    return {
        key: Category(
            key,
            row["name"],
            row["group"],
            len(rows) - place,
            tuple(row["aliases"]),
            tuple(row.get("former", ())),
        )
        for place, (key, row) in enumerate(rows.items())
    }


def get(key: str) -> Category:
    """The category of a key that our own code names; KeyError where there is none."""
    return catalogue()[key]


def resolve(key: str | None) -> Category | None:
    """The category of a key that was stored: its own, or one it had before; None where it has gone."""
    if not key:
        return None
    renamed = (one for one in catalogue().values() if key in one.former)
    return catalogue().get(key) or next(renamed, None)


def to_current(key: str | None) -> str | None:
    """The key that a stored one is called by now; as it stands where the category has gone."""
    found = resolve(key)
    return found.key if found else key


def find(name: str) -> Category | None:
    """The category that a platform's export calls by this name, or None."""
    return _by_alias().get(_plain(name))


@cache
def _by_alias() -> Mapping[str, Category]:
    table = {_plain(name): category for category in catalogue().values() for name in category.aliases}
    table |= {_plain(key): category for category in catalogue().values() for key in category.former}
    return table | {_plain(category.name): category for category in catalogue().values()} | dict(catalogue())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", words.fold(name)).strip()
