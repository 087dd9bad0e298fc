"""What a file of the site is, by its path: its content type, and whether it may ever change."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".gpkg": "application/geopackage+sqlite3",
    ".atom": "application/atom+xml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".png": "image/png",
}


def kind(path: str) -> str:
    """The content type of a file of the site."""
    suffix = PurePosixPath(path).suffix
    return KINDS.get(suffix) or mimetypes.guess_type(path)[0] or "text/plain; charset=utf-8"


def is_for_ever(path: str) -> bool:
    """Whether these bytes are all that this path will ever hold: signed files, and files named by digest."""
    return path.endswith("/release.json") or path.startswith("releases/erratum-") or "static-" in path
