"""JSON in one form only (RFC 8785), and the digest over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from maps.errors import LedgerError

SEALS = ("sha256", "signature")
"""The fields that speak of the rest of an entry and are left out of its digest."""


def dump(value: object) -> bytes:
    """The value's canonical JSON: sorted keys, no spaces, UTF-8, 1.0 written as 1.

    Raises:
        LedgerError: it holds something JSON has no form for, such as NaN.
    """
    try:
        return json.dumps(
            _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        ).encode()
    except (TypeError, ValueError) as error:
        raise LedgerError("holds what JSON has no form for") from error


def load(text: bytes) -> Any:  # noqa: ANN401  JSON is what it is
    """The value of a JSON text.

    Raises:
        LedgerError: not JSON, a key twice, or a number JSON does not have; the message says where.
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise LedgerError(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise LedgerError(f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise LedgerError("nested too deeply") from error
    except ValueError as error:
        raise LedgerError("a number too long to read") from error


def digest(entry: Mapping[str, object]) -> str:
    """The entry's sha256, hexadecimal, over its canonical JSON without hash and signature."""
    return hashlib.sha256(dump({key: entry[key] for key in entry if key not in SEALS})).hexdigest()


def _plain(value: object) -> object:
    """The value with whole floats as integers, since 1.0 and 1 are one number and must have one form."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return value if _is_integers(value) else [_plain(inner) for inner in value]
    return value


def _is_integers(value: list[Any] | tuple[Any, ...]) -> bool:
    return all(type(inner) is int or type(inner) is str for inner in value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entry = dict(pairs)
    if len(entry) < len(pairs):
        raise LedgerError("a key stands twice in one object")
    return entry


def _refuse(name: str) -> None:
    raise LedgerError(f"{name} is not a number of JSON")
