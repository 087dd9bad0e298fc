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
    """One kind of incident; `severity` counts down to 1, `group` is one of `GROUPS`."""

    key: str
    name: str
    group: str
    severity: int
    aliases: tuple[str, ...]


@cache
def catalogue() -> Mapping[str, Category]:
    """All categories by key, the gravest first."""
    text = resources.files("sms").joinpath("data", "categories.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    return {
        key: Category(key, row["name"], row["group"], len(rows) - place, tuple(row["aliases"]))
        for place, (key, row) in enumerate(rows.items())
    }


def get(key: str) -> Category:
    """The category of a key; KeyError where there is none."""
    return catalogue()[key]


def find(name: str) -> Category | None:
    """The category that a platform's export calls by this name, or None."""
    return _by_alias().get(_plain(name))


@cache
def _by_alias() -> Mapping[str, Category]:
    table = {_plain(name): category for category in catalogue().values() for name in category.aliases}
    return table | {_plain(category.name): category for category in catalogue().values()} | dict(catalogue())


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", words.fold(name)).strip()
