"""Digits of the scripts people write in: Arabic-Indic, Persian and Urdu, Devanagari, full width."""

from __future__ import annotations

import re

_ZEROS = {"ar": "\u0660", "ur": "\u06f0", "hi": "\u0966"}
_TO_LOCAL = {
    language: {ord("0") + value: ord(zero) + value for value in range(10)}
    for language, zero in _ZEROS.items()
}
_FOREIGN = re.compile(r"[^\D0-9]")


def to_ascii(text: str) -> str:
    """The text with every script's decimal digits as 0 to 9; its length stays the same."""
    return _FOREIGN.sub(lambda match: str(int(match.group())), text)


def localize(text: str, language: str) -> str:
    """The text with 0 to 9 in the language's own digits; unchanged where these are 0 to 9."""
    return text.translate(_TO_LOCAL.get(language, {}))


def has_own(language: str) -> bool:
    """True where a language's writers use other digits than 0 to 9."""
    return language in _ZEROS
