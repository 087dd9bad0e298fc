"""Renders public pages as files: in any language, with relative links, so that they open from anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask
from flask_babel import force_locale, format_date, gettext

from app.i18n import own_name

STATIC = Path(__file__).parents[2] / "static"
ASSETS = ("safelight.css", "exit.js", "favicon.svg", "map/*", "vendor/leaflet/**/*")
"""What public pages load, under static/."""
EXIT_URL = "https://www.wikipedia.org/"


@dataclass(frozen=True, slots=True)
class Press:
    """What all pages of one site share.

    `live` is the address of the running platform with a slash at its end, for files that lie elsewhere; empty
    where the same server serves both. `public_url` is that address in any case, without the slash.
    """

    app: Flask
    languages: tuple[str, ...]
    public_url: str
    numbers: tuple[str, ...]
    emergency_number: str
    is_demonstration: bool
    public_key: str
    live: str = ""

    @property
    def key(self) -> str:
        """A digest that changes with settings that pages show and with the program that makes them."""
        shown = (
            self.languages,
            self.public_url,
            self.numbers,
            self.emergency_number,
            self.is_demonstration,
            self.public_key,
            self.live,
        )
        return hashlib.sha256((repr(shown) + program_digest()).encode()).hexdigest()[:16]

    def render(self, template: str, place: Place, context: Mapping[str, Any] | None = None) -> bytes:
        """A page as UTF-8; the caller speaks the page's language."""
        given = {**self.frame(place), **(context or {})}
        return self.app.jinja_env.get_template(template).render(given).encode()

    def frame(self, place: Place) -> dict[str, Any]:
        """What layout.html needs, with links as this page writes them."""
        home = f"{place.root}index.{place.lang}.html"
        live = self.live or place.root
        return {
            "lang": place.lang,
            "dir": Locale.parse(place.lang).text_direction,
            "languages": [(tag, own_name(tag)) for tag in self.languages],
            "language_urls": {tag: f"{place.name}.{tag}.html" for tag in self.languages},
            "nav": [
                (f"{live}report?lang={place.lang}", gettext("Report")),
                (f"{live}help?lang={place.lang}", gettext("Help near me")),
                (f"{live}safe-zones?lang={place.lang}", gettext("Safe zones")),
                (home, gettext("Map")),
            ],
            "nav_here": home if place.name == "index" and not place.root else "",
            "assets": f"{place.assets}{assets_folder()}/",
            "exit_url": EXIT_URL,
            "privacy_url": f"{live}privacy?lang={place.lang}",
            "is_demonstration": self.is_demonstration,
            "emergency_number": self.emergency_number,
            "numbers": self.numbers,
            "site": {
                name: f"{place.root}{path}.{place.lang}.html"
                for name, path in (
                    ("map", "index"),
                    ("table", "table"),
                    ("about", "about-the-numbers"),
                    ("data", "data/index"),
                )
            },
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: its language, its name without language and ending, the way up to the site's root.

    `assets` is the way to the folder that holds the page's own scripts and styles.
    """

    lang: str
    name: str
    root: str = ""
    assets: str = ""


@contextmanager
def speaking(app: Flask, lang: str) -> Iterator[None]:
    """Within it gettext and dates are in this language."""
    with app.app_context(), force_locale(lang):
        yield


def say_period(first: date, last: date) -> str:
    """Days in words: whole months without their days; the caller speaks the language."""
    if first.day != 1 or (last.replace(day=28).month == last.month and _next_day(last).day != 1):
        return f"{format_date(first, 'long')} – {format_date(last, 'long')}"
    if (first.year, first.month) == (last.year, last.month):
        return str(format_date(first, "LLLL y"))
    return f"{format_date(first, 'LLLL y')} – {format_date(last, 'LLLL y')}"


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@cache
def assets() -> Mapping[str, bytes]:
    """What pages load, by its path under static/."""
    found = sorted({path for pattern in ASSETS for path in STATIC.glob(pattern) if path.is_file()})
    return {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in found}


@cache
def assets_folder() -> str:
    """The folder of these files in the site, named by their digest: it may be cached for ever."""
    digest = hashlib.sha256(b"\n".join(name.encode() + body for name, body in assets().items()))
    return f"static-{digest.hexdigest()[:8]}"


@cache
def program_digest() -> str:
    """A digest of the code, templates and catalogues that pages are made by."""
    root = Path(__file__).parents[2]
    found = hashlib.sha256(assets_folder().encode())
    for folder in ("app", "maps"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".typ", ".toml", ".mo"):
                found.update(path.read_bytes())
    return found.hexdigest()


def dump(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """JSON as it is served."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
