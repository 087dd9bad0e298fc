"""What a gateway sent, into the words a person wrote: cleaned, decoded from base64, of a bounded length."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

MAX_CHARS: Final = 10_000
"""More than any chain of 39 segments holds in practice; what lies behind is cut, since refusing the message
would make the gateway send it again for days."""
UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""NUL and lone surrogates: PostgreSQL holds neither, UTF-8 not the second."""
BASE64: Final = re.compile(r"[A-Za-z0-9+/]{22,}={0,2}")
MIN_BASE64_CHARS: Final = 24
"""Shorter runs of letters are words. From 24 on, chance decodes under one run in 10^7 to printable text."""


def to_text(value: object) -> str:
    """A field as words: numbers as digits; None, booleans and nested values as nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return UNSTORABLE.sub("", str(value))


def read_words(value: object) -> str:
    """The words of a message: decoded where a relay wrapped them in base64, cut at `MAX_CHARS`."""
    text = to_text(value)
    return (find_base64_words(text) or text)[:MAX_CHARS]


def find_base64_words(text: str) -> str | None:
    """The words inside a message that is base64 as a whole; None when it is anything else.

    Some Android relays and carriers wrap texts with characters outside GSM-7. A last character that was cut
    in half is dropped.
    """
    packed = re.sub(r"\s+", "", text) if "\n" in text else text.strip()
    if len(packed) < MIN_BASE64_CHARS or len(packed) % 4 or not BASE64.fullmatch(packed):
        return None
    try:
        decoded = base64.b64decode(packed, validate=True)
    except binascii.Error:
        return None
    words = _decode_whole(decoded)
    return words if words and _is_written(words) else None


def _decode_whole(data: bytes) -> str | None:
    """UTF-8, of which at most the last character may be incomplete."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        is_cut_short = error.reason == "unexpected end of data" and len(data) - error.start < 4
        return data[: error.start].decode() if is_cut_short else None


def _is_written(words: str) -> bool:
    return all(char.isprintable() or char in "\r\n\t\u200c\u200d\u200e\u200f" for char in words)


def point_to_words(latitude: object, longitude: object) -> str:
    """A shared pin as pasted coordinates, latitude first as people write them; nothing without both."""
    both = [to_text(value).strip() for value in (latitude, longitude)]
    return ", ".join(both) if all(both) else ""
