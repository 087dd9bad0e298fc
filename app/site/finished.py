"""A file as it is handed out: its type, its tag, and its bytes in every encoding that readers take."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import brotli

from app.site import kinds

COMPRESSED = (
    "text/",
    "application/json",
    "application/geo+json",
    "image/svg",
    "application/atom",
    "application/vnd",
)

Prepared = tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
"""A file's tag, and the headers with which it is answered unchanged and whole."""


@dataclass(frozen=True, slots=True)
class File:
    """One finished file: its type, its tag, its bytes by encoding: as they are (""), "gzip" and "br"."""

    path: str
    kind: str
    tag: str
    bodies: Mapping[str, bytes]
    headers: dict[str, Prepared] = field(default_factory=dict, compare=False)
    """What is said beside it, by encoding, once it was handed out."""

    def choose(self, accepted: str) -> tuple[str, bytes]:
        """The smallest form that the reader takes, and its name."""
        taken = taken_encodings(accepted)
        found = next((name for name in ("br", "gzip") if name in self.bodies and name in taken), "")
        return found, self.bodies[found]


@lru_cache(maxsize=256)
def taken_encodings(accepted: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding header takes: those it names without refusing them."""
    parts = (part.partition(";") for part in accepted.lower().split(","))
    return frozenset(name.strip() for name, _, weight in parts if weight.strip() not in ("q=0", "q=0.0"))


def finish(path: str, body: bytes) -> File:
    """The file of these bytes, compressed too where that helps."""
    kind = kinds.kind(path)
    bodies = {"": body}
    if is_compressed(kind, body):
        bodies |= compress(body)
    return File(path, kind, hashlib.sha256(body).hexdigest()[:20], bodies)


def is_compressed(kind: str, body: bytes) -> bool:
    """Whether a file of this type is handed out compressed too: text, unless it is very short."""
    return kind.startswith(COMPRESSED) and len(body) > 512


def compress(body: bytes) -> dict[str, bytes]:
    """The body in gzip and brotli; the same bytes every time."""
    return {"gzip": gzip.compress(body, 9, mtime=0), "br": bytes(brotli.compress(body, quality=9))}
