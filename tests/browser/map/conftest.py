"""A static site of one made-up city, served under the product's own strict policy, and a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jinja2
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from app import i18n
from maps import cells
from maps.render import atlas, picture
from maps.render.view import Count, Label, Likely, Slice, Spot, State, Stop, View
from maps.render.words import Words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MIDDLE = cells.snap(36.82, -1.29, 6)
NAMED = (("en", "Downtown"), ("hi", "शहर का केंद्र"))
PLANTED = "<img src=x onerror=planted=1>${planted=1}`</script>"


def _count(cell: str, estimate: float, noise_sd: float) -> Count:
    sds = estimate / noise_sd
    state = State.CLEAR if sds >= 3 else State.PROBABLE if sds >= 2 else State.UNSURE
    return Count(
        cell, estimate, max(0, round(estimate - noise_sd)), round(estimate + noise_sd), state, noise_sd
    )


def _view(release: str, hub: float, finest: int = 8, rings: int = 1) -> View:
    coarse = cells.ring(MIDDLE, rings)
    quiet = [cell for r6 in coarse for cell in cells.children(r6, 7)]
    hot = cells.children(MIDDLE, finest)
    counts = [_count(cell, 3.0, 9.4) for cell in quiet if cells.parent(cell, 6) != MIDDLE]
    counts += [_count(cell, hub * (at % 7), 2.8) for at, cell in enumerate(hot)]
    night = tuple(_count(cell, 200.0 if cell == MIDDLE else 4.0, 28.0) for cell in coarse)
    morning = tuple(_count(cell, 60.0 if cell == MIDDLE else 4.0, 28.0) for cell in coarse)
    lon, lat = cells.centre(MIDDLE)
    return View(
        release=release,
        place="Nairobi",
        period_from=date(2025, 11, 1),
        period_to=date(2026, 10, 31),
        epsilon=0.8,
        area=tuple(quiet),
        counts=tuple(counts),
        slices=(Slice("part", "morning", morning), Slice("part", "night", night)),
        spots=(Spot(hot[6], "hot"), Spot(quiet[0], "cold")),
        surface=_likely(hot) if finest == 8 else (),
        labels=(Label(PLANTED, lon, lat), Label("وسط المدينة", lon + 0.02, lat + 0.02, 1, NAMED)),
        stops=(
            Stop("2024-map", date(2024, 11, 1), date(2025, 10, 31), "data-old.js"),
            Stop("2025-map", date(2025, 11, 1), date(2026, 10, 31), "data.js"),
        ),
    )


@pytest.fixture(scope="session")
def view() -> View:
    return _view("2025-map", 4.0)


@pytest.fixture(scope="session")
def big_view() -> View:
    """Ten thousand published cells."""
    many = _many()
    view = _view("2025-map", 4.0, finest=8, rings=6)
    return replace(view, counts=many, surface=_likely([one.cell for one in many]))


def _likely(fine: Sequence[str]) -> tuple[Likely, ...]:
    """A hill of reports in every seventh cell, and a little in the others, which no hexagon tells."""
    return tuple(
        Likely(cell, 30.0 if at % 7 == 6 else (at * 7919) % 97 / 50, 2.8) for at, cell in enumerate(fine)
    )


def _many() -> tuple[Count, ...]:
    fine = [cell for r6 in cells.ring(MIDDLE, 8) for cell in cells.children(r6, 8)]
    return tuple(_count(cell, (at * 7919) % 61 / 2, 2.8) for at, cell in enumerate(fine))


def _write_site(folder: Path, view: View, lang: str, direction: str) -> None:
    shutil.copytree("static", folder / "static", dirs_exist_ok=True)
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader("app/templates"), extensions=["jinja2.ext.i18n"], autoescape=True
    )
    pages.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension's own
    pages.filters.update(i18n.FILTERS)
    made = atlas.compose(view)
    names = (
        "map.css",
        "map.js",
        "data.js",
        "picture.svg",
        "table.html",
        "release.json",
        "map.html",
        "cells.csv",
    )
    frame: dict[str, Any] = {
        "view": view,
        "urls": {name: name for name in names} | {"map": "map.html", "about": "table.html"},
        "assets": "static/",
        "lang": lang,
        "dir": direction,
        "languages": [("en", "English"), ("ar", "العربية")],
        "exit_url": "elsewhere.html",
        "periods": ["2024", "2025"],
    }
    old = atlas.compose(_view("2024-map", 12.0))
    files = {
        "map.html": pages.get_template("public/map.html").render(atlas=made, **frame),
        "table.html": pages.get_template("public/table.html").render(tables=atlas.tabulate(view), **frame),
        "map.css": made.page.css,
        "map.js": made.page.js,
        "data.js": made.page.data_js,
        "data-old.js": old.page.data_js,
        "picture.svg": picture.draw(view, Words()).svg,
        "elsewhere.html": "<!doctype html><html lang=en><title>Weather</title><h1>Weather</h1>",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing is logged."""


@dataclass(slots=True)
class Site:
    """A folder of pages and the address it is served at."""

    folder: Path
    url: str


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """A function: a view, and optionally language and direction, to a served site."""
    servers: list[tuple[ThreadingHTTPServer, Thread]] = []

    def serve_view(view: View, lang: str = "en", direction: str = "ltr") -> Site:
        folder = tmp_path_factory.mktemp("site")
        _write_site(folder, view, lang, direction)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        servers.append((server, thread))
        return Site(folder, f"http://127.0.0.1:{server.server_port}")

    yield serve_view
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def site(serve: Callable[..., Site], view: View) -> Site:
    return serve(view)


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Browser:
    return browser


@dataclass(slots=True)
class Visit:
    """A page, and what went on behind it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def _note(seen: Visit, message: ConsoleMessage) -> None:
    """Errors are what the policy's refusals are reported as; the rest is advice."""
    if message.type == "error":
        seen.troubles.append(message.text)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """A function: an address and what the browser is like (as for `new_context`) to an open page."""
    contexts = []

    def open_page(url: str, width: int = 320, height: int = 640, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: _note(seen, message))
        seen.page.on("pageerror", lambda error: seen.troubles.append(str(error)))
        seen.page.on("requestfailed", lambda request: seen.troubles.append(request.url))
        seen.page.goto(url)
        return seen

    yield open_page
    for context in contexts:
        context.close()
