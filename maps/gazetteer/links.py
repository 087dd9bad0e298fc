"""Points and names that map links carry in their own characters. No link is ever followed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import ParseResult, parse_qs, unquote_plus, urlparse

from maps.gazetteer import coordinates
from maps.gazetteer.coordinates import Point
from maps.gazetteer.vocabulary import DATA

_BARE = r"(?<![\w@./])(?=(?:[\w-]+\.)+[a-z]{2,}/)"
_THREE_WORDS = r"(?<!\S)///(?=[^\W\d_]+\.[^\W\d_]+\.[^\W\d_])"
_URL = re.compile(rf"(?:https?://|geo:|{_THREE_WORDS}|{_BARE})[^\s<>\"“”«»،؛]+", re.IGNORECASE)
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_LAT_LON = re.compile(rf"\s*(?:loc:|ll\.|point\.)?\s*({_NUMBER})\s*[,~_/ ]\s*({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Sites:
    """Which hosts serve maps, and where their links keep a point; see data/links.toml."""

    map_hosts: tuple[str, ...]
    lat_lon_keys: tuple[str, ...]
    split_keys: tuple[tuple[str, ...], ...]
    lon_first_hosts: tuple[str, ...]
    lon_lat_keys: tuple[str, ...]
    word_keys: tuple[str, ...]
    short_hosts: tuple[str, ...]
    short_paths: tuple[tuple[str, ...], ...]


def _load() -> Sites:
    table: dict[str, str | list[list[str]]] = tomllib.loads((DATA / "links.toml").read_text("utf-8"))
    lists = (value.split() if isinstance(value, str) else map(tuple, value) for value in table.values())
    values: dict[str, Any] = dict(zip(table, map(tuple, lists), strict=True))
    return Sites(**values)


SITES = _load()

_IN_PATH = (
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),  # Google's pin
    re.compile(rf"/(?:place|search|dir|l)/({_NUMBER}),\s*({_NUMBER})"),
    re.compile(rf"/@({_NUMBER}),({_NUMBER})"),  # Google's view
    re.compile(rf"#(?:map=)?[\d.]+/({_NUMBER})/({_NUMBER})"),  # OpenStreetMap's view
)
_NAMED = re.compile(r"/(?:place|search)/([^/@?]+)")


@dataclass(frozen=True, slots=True)
class Link:
    """What one link says: a point, words to look for, or that it is a short link; `repr` shows none of it."""

    start: int
    end: int
    point: Point | None = field(default=None, repr=False)
    words: str = field(default="", repr=False)
    is_short: bool = False


def find(text: str) -> list[Link]:
    """The map links of the text in order; other links are left out."""
    found = (_read(match[0].rstrip(".,;:!?)]}'"), *match.span()) for match in _URL.finditer(text))
    return [link for link in found if link.point or link.words or link.is_short]


def blank(text: str) -> str:
    """The text without its map links, of the same length."""
    for link in find(text):
        text = text[: link.start] + " " * (link.end - link.start) + text[link.end :]
    return text


def _read(url: str, start: int, end: int) -> Link:
    if url.startswith("///"):  # three words for a square: only their owner knows which
        return Link(start, end, is_short=True)
    parts = _parsed(url)
    if parts is None:
        return Link(start, end)
    host = parts.hostname or ""
    if parts.scheme == "geo":
        searched = parse_qs(parts.query).get("q", [""])[-1]
        return Link(start, end, _point(searched, start, end) or _point(parts.path, start, end))
    if host.removeprefix("www.") in SITES.short_hosts or any(
        site in host and parts.path.startswith(path) for site, path in SITES.short_paths
    ):
        return Link(start, end, is_short=True)
    if not _is_map(host, parts.path):
        return Link(start, end)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    point = next(_points(parts, query, start, end), None)
    return Link(start, end, point, "" if point else _words(parts, query))


def _parsed(url: str) -> ParseResult | None:
    try:
        return urlparse(url if re.match(r"[a-z]+:", url, re.IGNORECASE) else f"https://{url}")
    except ValueError:
        return None


def _is_map(host: str, path: str) -> bool:
    if "google." in host:
        return host.startswith("maps.") or path.startswith(("/maps", "/search", "/url"))
    return any(known in host for known in SITES.map_hosts)


def _points(parts: ParseResult, query: Mapping[str, str], start: int, end: int) -> Iterator[Point]:
    """The points a link carries, the pin before the view."""
    is_lon_first = any(site in (parts.hostname or "") for site in SITES.lon_first_hosts)
    whole = unquote_plus(f"{parts.path}#{parts.fragment}")
    yield from _matched(_IN_PATH[0], whole, start, end)
    for lat_key, lon_key in SITES.split_keys:
        if lat_key in query and lon_key in query:
            yield from _given(f"{query[lat_key]},{query[lon_key]}", start, end)
    for key in SITES.lon_lat_keys if is_lon_first else ():
        lon_lat = _LAT_LON.match(query.get(key, ""))
        if lon_lat:
            yield from _given(f"{lon_lat[2]},{lon_lat[1]}", start, end)
    for key in SITES.lat_lon_keys:
        yield from _given(query.get(key, ""), start, end)
    for pattern in _IN_PATH[1:]:
        yield from _matched(pattern, whole, start, end)


def _matched(pattern: re.Pattern[str], whole: str, start: int, end: int) -> Iterator[Point]:
    match = pattern.search(whole)
    if match:
        yield from _given(f"{match[1]},{match[2]}", start, end)


def _given(value: str, start: int, end: int) -> Iterator[Point]:
    point = _point(value, start, end)
    if point:
        yield point


def _point(value: str, start: int, end: int) -> Point | None:
    """The point of "latitude,longitude", the order every one of these links keeps."""
    match = _LAT_LON.match(value)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return Point(lon, lat, coordinates.accuracy(match[1], match[2]), "map link", start, end)


def _words(parts: ParseResult, query: Mapping[str, str]) -> str:
    """The name a link searches for, when it carries no point."""
    named = _NAMED.search(parts.path)
    if named:
        return unquote_plus(named[1])
    return next((query[key] for key in SITES.word_keys if query.get(key)), "")
