"""How many segments a text takes: GSM-7 when every character is in its alphabet, UCS-2 otherwise.

Alphabet and lengths: 3GPP TS 23.038, 6.2.1 (default alphabet and extension table), and TS 23.040, 9.2.3.24.1
(joined segments give 6 octets to their header).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet by code; 0x1B escapes to the extension."""
ESCAPE: Final = "\x1b"
EXTENSION: Final = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
"""What stands behind an escape; each takes two septets."""
SEPTETS: Final = {char: 1 for char in BASIC if char != ESCAPE} | dict.fromkeys(EXTENSION.values(), 2)
CODES: Final = {char: bytes([code]) for code, char in enumerate(BASIC) if char != ESCAPE} | {
    char: bytes([0x1B, code]) for code, char in EXTENSION.items()
}
ONE_GSM7, JOINED_GSM7 = 160, 153
ONE_UCS2, JOINED_UCS2 = 70, 67


@dataclass(frozen=True, slots=True)
class Count:
    """A text's size: `units` are septets of GSM-7 or 16-bit units of UCS-2; `left` fit the last segment."""

    encoding: str
    units: int
    segments: int
    left: int


def count(text: str) -> Count:
    """The size of a text as phones and carriers count it; an empty text takes one empty segment.

    No character is cut in two: an escaped pair or a surrogate pair that meets the end of a segment moves to
    the next one as a whole.
    """
    is_gsm7 = all(char in SEPTETS for char in text)
    widths = [SEPTETS[char] for char in text] if is_gsm7 else [1 + (char > "\uffff") for char in text]
    one, joined = (ONE_GSM7, JOINED_GSM7) if is_gsm7 else (ONE_UCS2, JOINED_UCS2)
    encoding, units = "GSM-7" if is_gsm7 else "UCS-2", sum(widths)
    if units <= one:
        return Count(encoding, units, 1, one - units)
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return Count(encoding, units, segments, joined - used)


def find_outside_gsm7(text: str) -> list[str]:
    """The characters that make a text UCS-2, each once, in their order: what an editor may replace."""
    return list(dict.fromkeys(char for char in text if char not in SEPTETS))


def encode_gsm7(text: str) -> bytes:
    """The septets of a text, one an octet, for SMPP gateways.

    Raises:
        KeyError: a character is outside the alphabet; `count` tells beforehand.
    """
    return b"".join(CODES[char] for char in text)


def decode_gsm7(octets: bytes) -> str:
    """The text in GSM-7 septets, one an octet, as SMPP gateways hand them on.

    An escape before an unknown code gives the code's basic character, as 23.038 asks of older phones.
    """
    found, is_escaped = [], False
    for octet in octets:
        char = BASIC[octet & 0x7F]
        if is_escaped:
            char, is_escaped = EXTENSION.get(octet, char), False
        elif char == ESCAPE:
            is_escaped = True
            continue
        found.append(char)
    return "".join(found)
