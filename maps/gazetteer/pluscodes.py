"""Plus codes, full ("6GCRPR7C+2X") and short ("PR7C+2X", near a known place)."""

from __future__ import annotations

import math
import re

from openlocationcode import openlocationcode

from maps.gazetteer.coordinates import METRES_A_DEGREE, Point

_ALPHABET = "23456789CFGHJMPQRVWX"
_CODE = re.compile(rf"(?<![\w+])(?:[{_ALPHABET}]{{4}}){{1,2}}\+[{_ALPHABET}]{{2,7}}(?![\w+])", re.IGNORECASE)
_PADDED = re.compile(rf"(?<![\w+])[{_ALPHABET}]{{2,6}}0{{2,6}}\+(?![\w+])", re.IGNORECASE)


def find(text: str) -> re.Match[str] | None:
    """The first plus code of the text, as a match; may be short."""
    return _CODE.search(text) or _PADDED.search(text)


def is_short(code: str) -> bool:
    """Whether the code needs a place near by to be read."""
    return bool(openlocationcode.isShort(code))


def point(match: re.Match[str], near: tuple[float, float] | None) -> Point | None:
    """The middle of the code's square, a short code's nearest to `near` (lon, lat); None if unreadable."""
    code = match[0].upper()
    if is_short(code):
        if near is None:
            return None
        code = openlocationcode.recoverNearest(code, near[1], near[0])
    if not openlocationcode.isFull(code):
        return None
    square = openlocationcode.decode(code)
    half_m = (square.latitudeHi - square.latitudeLo) / 2 * METRES_A_DEGREE
    return Point(
        square.longitudeCenter, square.latitudeCenter, half_m * math.sqrt(2), "plus code", *match.span()
    )
