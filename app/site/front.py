"""Answers for the site's files before the framework is asked: one look into memory a request.

What is no file, or can't be made now, is left to the application, where errors have their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from app import i18n
from app.archive import signing_seed
from app.demo import phone
from app.deployment import Deployment
from app.errors import UnavailableError
from app.site import kinds
from app.site.finished import File, Prepared
from app.site.press import Press
from app.site.shelf import Shelf
from maps.ledger import seal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NEGOTIATED = {
    "/": "index",
    "/table": "table",
    "/about-the-numbers": "about-the-numbers",
    "/data/": "data/index",
    "/embed": "embed",
}
"""Addresses that are answered in the reader's language, and the page that each is."""

FILES = (
    "releases/", "data/", "static-", "index.", "table.", "about-the-numbers.", "embed.", "feed.", "newest-",
)  # fmt: skip
"""How the paths of the site's files begin."""

ALIASES = {"/data/key": "data/key.txt", "/data/releases": "data/releases.json"}
_SHORT = re.compile(r"/releases/([a-z0-9-]+)\.(json|csv|hxl\.csv|geojson|kml|gpkg)")
_FOLDER = re.compile(r"/releases/([a-z0-9-]+)/")
_LANG = re.compile(r"(?:^|&)lang=([A-Za-z_-]{2,12})(?:&|$)")

NOT_AT_ALL = "no-store"
"""Pages: a phone that somebody else reads keeps no copy of them (P10)."""
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
"""Files made of a release: kept and asked about each time, since a correction may change or withdraw them."""

FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
        " frame-ancestors *"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What the one page that others may frame says instead; it asks for nothing and has no form."""

OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
"""What data says to scripts on other sites: it is public, and needs no cookie."""

Answer = tuple[HTTPStatus, list[tuple[str, str]], bytes]


class Asked(NamedTuple):
    """What of a request decides which file answers it, and how."""

    method: str
    path: str
    query: str
    languages: str
    encodings: str
    known: str


def install(app: Flask, headers: dict[str, str]) -> None:
    """Put the shelf behind the application and its quick answers before it; `headers` are every page's.

    The server asks `Front.quick`, which stands in `app.extensions["safelight.front"]`, before anything else.
    """
    here: Deployment = app.extensions["safelight"]
    shelf = Shelf(here, make_press(app, here))
    app.extensions["safelight.shelf"] = shelf
    front = app.extensions["safelight.front"] = Front(app.wsgi_app, shelf, headers)
    app.wsgi_app = front  # type: ignore[method-assign]


def make_press(app: Flask, here: Deployment, live: str = "") -> Press:
    """What pages of this deployment share; `live` for files that will lie on another host."""
    config = here.config
    key = seal.public_key(signing_seed(config.secret_key)).hex()
    numbers = (
        config.numbers or config.twilio_numbers or ((phone.OUR_NUMBER,) if config.is_demonstration else ())
    )
    return Press(
        app=app,
        languages=config.languages,
        public_url=config.public_url,
        numbers=numbers,
        emergency_number=config.emergency_number,
        is_demonstration=config.is_demonstration,
        public_key=key,
        live=live,
    )


class Front:
    """A WSGI application before another: what is on the shelf is handed out here."""

    def __init__(self, inner: WSGIApplication, shelf: Shelf, headers: dict[str, str]) -> None:
        self._inner, self._shelf, self._headers = inner, shelf, headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The body of the answer (PEP 3333)."""
        asked = to_asked(environ)
        file = self._find(asked)
        if file is None:
            return self._inner(environ, start_response)
        status, headers, body = answer(file, asked, self._headers)
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def quick(self, asked: Asked) -> Answer | None:
        """The answer to a request whose file is in memory, without a wait; None for every other request."""
        path = self._resolve(asked)
        file = self._shelf.find_ready(path) if path else None
        return None if file is None else answer(file, asked, self._headers)

    def _find(self, asked: Asked) -> File | None:
        """The file that answers this request; None where the application must: no file, or no answer."""
        path = self._resolve(asked)
        try:
            return self._shelf.find(path) if path else None
        except UnavailableError:
            # Asked again there, where errors have their pages.
            return None

    def _resolve(self, asked: Asked) -> str | None:
        """The path of the file that is asked for, whether or not there is one; None for what is no file."""
        if asked.method not in ("GET", "HEAD") or "bom=" in asked.query:
            return None
        lang = choose(asked.query, asked.languages, self._shelf.press.languages)
        path = resolve(asked.path, lang)
        return path if path.startswith(FILES) else None


def to_asked(environ: WSGIEnvironment) -> Asked:
    """What a WSGI request asks for."""
    return Asked(
        environ["REQUEST_METHOD"],
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        environ.get("HTTP_IF_NONE_MATCH", ""),
    )


@lru_cache(maxsize=4096)
def resolve(path: str, lang: str) -> str:
    """The path of the file that an address names, whether or not there is such a file."""
    if path in NEGOTIATED:
        return f"{NEGOTIATED[path]}.{lang}.html"
    if path in ALIASES:
        return ALIASES[path]
    if found := _FOLDER.fullmatch(path):
        return f"releases/{found[1]}/index.{lang}.html"
    short = _SHORT.fullmatch(path)
    if short and not short[1].startswith("erratum-"):
        return f"releases/{short[1]}/{'release.json' if short[2] == 'json' else f'cells.{short[2]}'}"
    return path[1:]


@lru_cache(maxsize=512)
def choose(query: str, accepted: str, languages: tuple[str, ...]) -> str:
    """The language of a page: the one in the link, else what the browser asks for, else the first."""
    asked = _LANG.search(query)
    liked = [tag for tag, quality in parse_accept_header(accepted, LanguageAccept) if quality > 0]
    meant = (i18n.match(tag, languages) for tag in ([asked[1]] if asked else []) + liked)
    return next((tag for tag in meant if tag), languages[0])


def answer(file: File, asked: Asked, common: dict[str, str]) -> Answer:
    """Status, headers and body for a file: unchanged where the reader has it, else in the form it takes."""
    encoding, body = file.choose(asked.encodings)
    tag, unchanged, whole = file.headers.get(encoding) or _prepare(file, encoding, body, common)
    if tag in asked.known:
        return HTTPStatus.NOT_MODIFIED, list(unchanged), b""
    return HTTPStatus.OK, list(whole), b"" if asked.method == "HEAD" else body


def _prepare(file: File, encoding: str, body: bytes, common: dict[str, str]) -> Prepared:
    """The file's tag and headers in one encoding, kept with it: they are the same for every reader."""
    tag = f'"{file.tag}{"-" + encoding if encoding else ""}"'
    headers = headers_for(file, common) | {
        "Cache-Control": policy(file.path),
        "ETag": tag,
        "Vary": "Accept-Encoding, Accept-Language" if file.path.endswith(".html") else "Accept-Encoding",
    }
    # In small letters, as HTTP/2 wants them: here once, and not for each reader.
    headers = {name.lower(): value for name, value in headers.items()}
    unchanged = tuple(headers.items())
    headers |= {"content-type": file.kind, "content-length": str(len(body))}
    if encoding:
        headers["content-encoding"] = encoding
    file.headers[encoding] = tag, unchanged, tuple(headers.items())
    return file.headers[encoding]


def policy(path: str) -> str:
    """How long a file may be kept by who reads it."""
    if path.endswith(".html"):
        return NOT_AT_ALL
    return FOR_EVER if kinds.is_for_ever(path) else ASK_AGAIN


def headers_for(file: File, common: dict[str, str]) -> dict[str, str]:
    """A file's headers but for its length: every page's, loosened for data and for the page others frame."""
    if file.path.startswith("embed."):
        return {name: value for name, value in common.items() if name != "X-Frame-Options"} | FRAMED
    return common | OPEN if not file.path.endswith((".html", ".js", ".css")) else dict(common)
