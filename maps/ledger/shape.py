"""What an entry looks like, field by field: the shape that `verify` demands before it reads any meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType, NoneType
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file: where, as a path of fields and lines, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string of one form: "any", "hex" with a number of digits, "date"."""

    form: str = "any"
    digits: int = 0

    def fits(self, value: object) -> bool:
        """Whether the value is such a string."""
        if not isinstance(value, str):
            return False
        if self.form == "hex":
            return len(value) == self.digits and set(value) <= set("0123456789abcdef")
        return self.form == "any" or _is_date(value)


ANY, DATE, SHA256, SIGNATURE = Text(), Text("date"), Text("hex", 64), Text("hex", 128)
YEARS = range(2000, 3000)
"""Days lie in them: whoever reckons on from a day stays within the calendar."""

_NUMBER = (int, float)
_LARGEST = 2**53
"""Integers beyond this are not the same in every reader of JSON."""

_NO_DAY = f"is no day from {YEARS[0]} to {YEARS[-1]}, written as {YEARS[0]}-01-31"
_SEALED = {"previous": (SHA256, NoneType), "sha256": SHA256, "signature": SIGNATURE}
_TABLE = {
    "name": ANY,
    "epsilon": _NUMBER,
    "noise_sd": _NUMBER,
    "rows": [ANY],
    "columns": [ANY],
    "counts": [[int]],
    "checks": {"across": [Text("hex", 8)], "down": [Text("hex", 8)]},
}
_RELEASE = {
    "schema": ANY,
    "id": ANY,
    "kind": ANY,
    "period": {"from": DATE, "to": DATE, "closed_by": ANY},
    "published": DATE,
    "unit": ANY,
    "neighbours": ANY,
    "epsilon": {"release": _NUMBER, "life": _NUMBER},
    "mechanism": {"noise": ANY, "library": ANY, "profile": ANY},
    "tables": [_TABLE],
    **_SEALED,
}
SHAPES: Mapping[str, Any] = MappingProxyType(
    {
        "bulletin": {
            **_RELEASE,
            "areas": [{"id": ANY, "sha256": SHA256}],
            "published_total": NoneType,
            "leaf_rule": NoneType,
        },
        "map": {
            **_RELEASE,
            "areas": [{"id": ANY, "sha256": SHA256, "cells": [ANY], "sparse": [ANY]}],
            "published_total": int,
            "leaf_rule": {"r9_at": int, "r8_at": int, "all_at": int},
        },
        "erratum": {
            "schema": ANY,
            "id": ANY,
            "release": ANY,
            "release_sha256": SHA256,
            "withdraw": bool,
            "cells": [ANY],
            "reason": ANY,
            "published": DATE,
            **_SEALED,
        },
    }
)


def differences(value: object, shape: Any, where: str = "") -> Iterator[Finding]:  # noqa: ANN401  shapes nest
    """Where a value departs from a shape: missing, unknown and mistyped fields."""
    if isinstance(shape, dict):
        yield from _fields(value, shape, where)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield Finding(where, "must be a list")
            return
        for at, inner in enumerate(value):
            yield from differences(inner, shape[0], f"{where}[{at}]")
    elif not any(_is(value, kind) for kind in (shape if isinstance(shape, tuple) else (shape,))):
        yield Finding(where, _NO_DAY if shape == DATE else "has the wrong type or form")


def _fields(value: object, shape: dict[str, Any], where: str) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(where, "must be an object")
        return
    prefix = f"{where}." if where else ""
    for key in sorted(shape.keys() - value.keys()):
        yield Finding(prefix + key, "is missing")
    # An unknown field could carry what a release must never hold: an exact number, an id, a seed (P6).
    for key in sorted(value.keys() - shape.keys()):
        yield Finding(prefix + key, "is no field of a release")
    for key in sorted(shape.keys() & value.keys()):
        yield from differences(value[key], shape[key], prefix + key)


def _is(value: object, kind: object) -> bool:
    if isinstance(kind, Text):
        return kind.fits(value)
    if type(value) is int and abs(value) > _LARGEST:
        return False
    return type(value) is kind


def _is_date(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return str(day) == text and day.year in YEARS
