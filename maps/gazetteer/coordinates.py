"""Coordinates as people paste them: decimal, or degrees and minutes, in either order, with any digits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from maps.gazetteer.place import EARTH_RADIUS_M, AreaPrior

METRES_A_DEGREE = EARTH_RADIUS_M * 3.141592653589793 / 180
NEAR_AREA_M = 200_000.0
"""A pair that lies this near the area in one order only is meant in that order."""
SURE_DECIMALS = 3
"""From here a pair of numbers is a place; with fewer they may be prices or a score."""


@dataclass(frozen=True, slots=True)
class Point:
    """A pasted point, how exact its digits are, and where it stood; `repr` shows no digit of it (P4)."""

    lon: float = field(repr=False)
    lat: float = field(repr=False)
    accuracy_m: float
    how: str
    start: int
    end: int


_PLAIN = str.maketrans(
    {chr(zero + value): str(value) for zero in (0x660, 0x6F0, 0x966, 0xFF10) for value in range(10)}
    | {"٫": ".", "٬": ",", "،": ",", "؛": ";", "−": "-", "–": "-", "﹣": "-", "－": "-", "．": ".", "，": ","}
    | {
        "º": "°",
        "˚": "°",
        "′": "'",
        "’": "'",
        "‘": "'",
        "´": "'",
        "″": '"',
        "”": '"',
        "“": '"',
        "\u00a0": " ",
    }
    | dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", " ")
)
"""One character for one, so that spans stay true."""

_HEMISPHERES = {
    **dict.fromkeys(("n", "north", "norte", "nord", "شمال", "شمالا", "ش"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "sur", "sud", "جنوب", "جنوبا", "ج"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "este", "est", "شرق", "شرقا", "ق"), ("lon", 1)),
    **dict.fromkeys(("w", "west", "o", "oeste", "ouest", "غرب", "غربا", "غ"), ("lon", -1)),
}
_SIDE = "|".join(sorted(_HEMISPHERES, key=len, reverse=True))
_ANGLE = r"""
    (?P<degrees{n}>[-+]?\d{{1,3}}(?:[.,]\d+)?)\s*(?:°|d(?:eg)?\b)?\s*
    (?:(?P<minutes{n}>[0-5]?\d(?:[.,]\d+)?)\s*'\s*
    (?:(?P<seconds{n}>[0-5]?\d(?:[.,]\d+)?)\s*(?:"|'')\s*)?)?
"""
_SIDE_N = rf"(?P<side{{n}}>{_SIDE})"
_SIDE_FIRST = rf"{_SIDE_N}\s*:?\s*{_ANGLE}"
_SIDE_LAST = rf"{_ANGLE}\s*(?:{_SIDE_N}(?![^\W\d_]))?"
_SIDED = tuple(
    re.compile(
        rf"(?<![\w.,]){form.format(n=1)}\s*[,;/+]?\s*{form.format(n=2)}(?![\w°])", re.VERBOSE | re.IGNORECASE
    )
    for form in (_SIDE_FIRST, _SIDE_LAST)
)
_DECIMAL = r"[-+]?\d{1,3}\.\d{2,15}"
_COMMA = r"[-+]?\d{1,3},\d{3,15}"
_PAIR = re.compile(
    rf"(?<![\w.,])(?:(?P<a>{_DECIMAL})\s*°?\s*[,;/\s]\s*(?P<b>{_DECIMAL})"
    rf"|(?P<c>{_COMMA})\s*°?\s*(?:[;/\s]|,\s)\s*(?P<d>{_COMMA}))(?!\d|[.,]\d)"
)
_LABEL = r"(?:{names})\w*\s*[:=]?\s*(?P<{group}>[-+]?\d{{1,3}}[.,]\d{{2,15}})"
_LAT = _LABEL.format(names="lat|خط العرض|अक्षांश", group="lat")
_LON = _LABEL.format(names="lon|lng|خط الطول|देशांतर", group="lon")
_LABELLED = (
    re.compile(rf"\b{_LAT}\D{{1,4}}\b{_LON}", re.IGNORECASE),
    re.compile(rf"\b{_LON}\D{{1,4}}\b{_LAT}", re.IGNORECASE),
)


def find(text: str, area: AreaPrior | None = None) -> Point | None:
    """The first point pasted in the text; the area settles the order of a bare pair."""
    plain = text.translate(_PLAIN)
    found = (*_labelled(plain), *_sided(plain), *_pairs(plain, area))
    return min(found, key=lambda point: point.start, default=None)


def pair(first: str, second: str, area: AreaPrior | None, start: int = 0, end: int = 0) -> Point | None:
    """The point two decimal numbers give, latitude first unless only the other order makes sense."""
    a, b = _number(first), _number(second)
    orders = [(lon, lat) for lon, lat in ((b, a), (a, b)) if abs(lon) <= 180 and abs(lat) <= 90]
    if area:
        orders.sort(key=lambda point: area.gap_m(*point) > NEAR_AREA_M)
    if not orders:
        return None
    return Point(*orders[0], accuracy(first, second), "coordinates", start, end)


def accuracy(*numbers: str) -> float:
    """Half a unit of the last digit, in metres: two decimals are 556 m."""
    places = min(len(re.split("[.,]", number)[-1]) if re.search("[.,]", number) else 0 for number in numbers)
    return float(METRES_A_DEGREE * 10.0**-places / 2)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _labelled(plain: str) -> Iterator[Point]:
    for pattern in _LABELLED:
        for match in pattern.finditer(plain):
            lon, lat = _number(match["lon"]), _number(match["lat"])
            if abs(lon) <= 180 and abs(lat) <= 90:
                yield Point(lon, lat, accuracy(match["lon"], match["lat"]), "coordinates", *match.span())


def _sided(plain: str) -> Iterator[Point]:
    """Angles that say their hemisphere, or at least that they are degrees and minutes."""
    for match in itertools.chain.from_iterable(form.finditer(plain) for form in _SIDED):
        angles = [_angle(match, number) for number in ("1", "2")]
        axes = [axis for axis, _ in angles]
        if axes not in (["lat", "lon"], ["lon", "lat"]):
            continue
        values = dict(angles)
        if abs(values["lon"]) <= 180 and abs(values["lat"]) <= 90:
            yield Point(values["lon"], values["lat"], _angle_accuracy(match), "coordinates", *match.span())


def _angle(match: re.Match[str], number: str) -> tuple[str, float]:
    axis, sign = _HEMISPHERES.get((match[f"side{number}"] or "").lower(), ("", 1))
    if not axis and match[f"minutes{number}"]:  # 1°17'S 36°49' and the like
        axis = "lat" if number == "1" else "lon"
    degrees = _number(match[f"degrees{number}"])
    rest = _number(match[f"minutes{number}"] or "0") / 60 + _number(match[f"seconds{number}"] or "0") / 3600
    return axis, sign * (degrees + (rest if degrees >= 0 else -rest))


def _angle_accuracy(match: re.Match[str]) -> float:
    for part, unit in (("seconds", 1 / 3600), ("minutes", 1 / 60), ("degrees", 1.0)):
        said = [match[f"{part}{number}"] for number in ("1", "2")]
        if all(said):
            return accuracy(*said) * unit
    return METRES_A_DEGREE / 2


def _pairs(plain: str, area: AreaPrior | None) -> Iterator[Point]:
    for match in _PAIR.finditer(plain):
        first, second = (match["a"], match["b"]) if match["a"] else (match["c"], match["d"])
        point = pair(first, second, area, *match.span())
        if point and (
            point.accuracy_m < accuracy("0." + "0" * (SURE_DECIMALS - 1))
            or _is_meant(plain, match, point, area)
        ):
            yield point


def _is_meant(plain: str, match: re.Match[str], point: Point, area: AreaPrior | None) -> bool:
    """Whether two short decimals are a place: near the area, or all that was written."""
    if area and area.gap_m(point.lon, point.lat) <= NEAR_AREA_M:
        return True
    return not plain[: match.start()].strip() and not plain[match.end() :].strip()
