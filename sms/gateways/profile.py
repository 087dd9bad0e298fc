"""Profiles: gateways described as data, so that a new one needs no code. `docs/adding-a-gateway.md` explains.

A profile is a table of TOML with the parts `check`, `read`, `answer` and `send`; the shipped ones lie in
`profiles/`. A deployment names one and overrides what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from dataclasses import fields as list_fields
from importlib import resources
from typing import Any, Final


class ProfileError(ValueError):
    """A profile does not hold together: mend it; the program should not start with it."""


@dataclass(frozen=True, slots=True)
class Check:
    """How a request proves its origin: `kind` is a key of `proof.CHECKS`, `name` a field or header."""

    kind: str
    name: str = ""
    prefix: str = ""
    algorithm: str = "sha256"
    encoding: str = "hex"
    stamp: str = ""
    max_age_s: int = 300


@dataclass(frozen=True, slots=True)
class Read:
    """Where things stand in a request, as paths (`lookup.find`); of several, the first that holds something.

    With `makes_id`, a message without an id gets one from its sender, words and time.
    `format` (json, form, xml, text) is for gateways that do not say what they send, or say it wrongly.
    `items` leads to the list of messages when there are several. `only` names values that make a request a
    message. `codings` gives the charset by the value under `coding`; `hexed` text is hexadecimal octets.
    `part` has the paths of `reference`, `number` and `total`, or of a user data header, `udh`.
    """

    sender: tuple[str, ...]
    text: tuple[str, ...]
    id: tuple[str, ...] = ()
    makes_id: bool = False
    recipient: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    format: str = ""
    items: str = ""
    only: Mapping[str, Any] = field(default_factory=dict)
    coding: str = ""
    codings: Mapping[str, str] = field(default_factory=dict)
    hexed: tuple[str, ...] = ()
    part: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """What the gateway is answered; with `inline`, the replies are the body. `headers` go by encoding."""

    status: int = 200
    content_type: str = "text/plain; charset=utf-8"
    body: str = ""
    inline: bool = False
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Send:
    """The call that carries a reply, with `{placeholders}`; `extra` is added to its fields by encoding."""

    url: str
    format: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A gateway as data. Without `send` and without `answer.inline`, it can not carry replies."""

    check: Check
    read: Read
    answer: Say = Say()
    send: Send | None = None


PARTS: Final = {"check": Check, "read": Read, "answer": Say, "send": Send}
ABOUT = "about"
"""A sentence for people, beside the parts."""


def list_shipped() -> list[str]:
    """The names of the profiles that come with the program, sorted."""
    folder = resources.files("sms.gateways") / "profiles"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def read_shipped(name: str) -> dict[str, Any]:
    """The table of a shipped profile.

    Raises:
        ProfileError: there is none of this name.
    """
    if name not in list_shipped():
        raise ProfileError(f"no profile {name!r}; there are {', '.join(list_shipped())}")
    text = (resources.files("sms.gateways") / "profiles" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def merge(table: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """A profile's table with a deployment's changes, key by key within each part."""
    merged = dict(table)
    for part, change in overrides.items():
        both = isinstance(change, Mapping) and isinstance(merged.get(part), Mapping)
        merged[part] = {**merged[part], **change} if both else change
    return merged


def parse(table: Mapping[str, Any]) -> Profile:
    """The profile in a table.

    Raises:
        ProfileError: a part or key is unknown, missing or of another type, all of them listed.
    """
    problems = [f"unknown part {name}" for name in table if name not in PARTS and name != ABOUT]
    problems += [f"missing part {name}" for name in ("check", "read") if name not in table]
    for name, kind in PARTS.items():
        problems += _find_problems(name, kind, table.get(name, {})) if name in table else []
    if problems:
        raise ProfileError("; ".join(problems))
    built = {name: kind(**_to_values(table[name])) for name, kind in PARTS.items() if name in table}
    return Profile(**built)


def _find_problems(name: str, kind: type, part: object) -> list[str]:
    if not isinstance(part, Mapping):
        return [f"{name} is no table"]
    known = {entry.name: entry for entry in list_fields(kind)}
    problems = [f"unknown key {name}.{key}" for key in part if key not in known]
    for key, entry in known.items():
        is_required = entry.default is MISSING and entry.default_factory is MISSING
        if is_required and key not in part:
            problems.append(f"missing key {name}.{key}")
        if key in part and not isinstance(part[key], _get_type(str(entry.type))):
            problems.append(f"{name}.{key} is no {entry.type}")
    return problems


def _get_type(annotation: str) -> type:
    kinds = {"int": int, "bool": bool, "str": str, "tuple[str, ...]": list}
    return kinds.get(annotation, Mapping)


def _to_values(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in part.items()}
