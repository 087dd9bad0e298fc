"""The forms P1 names: how a canary may lie on a disk."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

SHORTEST = 8
"""Bytes a pattern needs: fewer could occur by chance in some hundred megabytes."""
DIGESTS = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s")


def spellings(value: str) -> tuple[str, ...]:
    """The value as it is, in lower and in upper case."""
    return tuple(dict.fromkeys((value, value.lower(), value.upper())))


def digits(value: str) -> tuple[str, ...]:
    """The digits alone of a number or an address, also as dialled at home; empty for other values."""
    found = re.sub(r"\D", "", value)
    if len(found) < SHORTEST or re.search(r"[A-Za-z]", value):
        return ()
    return (found, f"0{found[2:]}") if value.startswith("+") else (found,)


def _plain(value: str) -> Iterator[bytes]:
    yield from (one.encode() for one in spellings(value))


def _digits(value: str) -> Iterator[bytes]:
    yield from (one.encode() for one in digits(value))


def _utf_16(value: str) -> Iterator[bytes]:
    for one in (*spellings(value), *digits(value)):
        yield one.encode("utf-16-le")
        yield one.encode("utf-16-be")


def _base64(value: str) -> Iterator[bytes]:
    for one in (*spellings(value), *digits(value)):
        for shift in range(3):
            yield from _shifted(one.encode(), shift)


def _shifted(plain: bytes, shift: int) -> Iterator[bytes]:
    """What of base64 is the same whatever stands around, `shift` bytes after a group's start."""
    first, last = -(-shift * 8 // 6), (shift + len(plain)) * 8 // 6
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(bytes(shift) + plain)[first:last]


def _hex(value: str) -> Iterator[bytes]:
    for one in (*spellings(value), *digits(value)):
        yield one.encode().hex().encode()
        yield one.encode().hex().upper().encode()


def _percent(value: str) -> Iterator[bytes]:
    for one in spellings(value):
        yield "".join(f"%{byte:02X}" for byte in one.encode()).encode()
        yield "".join(f"%{byte:02x}" for byte in one.encode()).encode()
        yield re.sub(r"[^A-Za-z0-9._~-]", lambda sign: f"%{ord(sign[0]):02X}", one).encode()


def _reversed(value: str) -> Iterator[bytes]:
    yield from (one[::-1].encode() for one in (*spellings(value), *digits(value)))


PLAIN_FORMS: dict[str, Callable[[str], Iterable[bytes]]] = {
    "plain": _plain,
    "digits": _digits,
    "UTF-16": _utf_16,
    "base64": _base64,
    "hex": _hex,
    "percent": _percent,
    "reversed": _reversed,
}


def _digested(value: str) -> Iterator[bytes]:
    """Unkeyed digests of every other form, raw, in hex and in base64: a number has few enough to try all."""
    sources = {one for write in PLAIN_FORMS.values() for one in write(value)}
    for source in sources:
        for name in DIGESTS:
            digest = hashlib.new(name, source).digest()
            yield digest
            yield digest.hex().encode()
            yield base64.b64encode(digest).rstrip(b"=")


FORMS: dict[str, Callable[[str], Iterable[bytes]]] = {**PLAIN_FORMS, "digest": _digested}
"""Form to what it makes of a value. Compressed forms are inflated before the search: see `search`."""


def write(value: str) -> Iterator[tuple[str, bytes]]:
    """Every form's name and pattern, each pattern once and none shorter than a chance find."""
    seen: set[bytes] = set()
    for name, make in FORMS.items():
        for pattern in make(value):
            if len(pattern) >= SHORTEST and pattern not in seen:
                seen.add(pattern)
                yield name, pattern
