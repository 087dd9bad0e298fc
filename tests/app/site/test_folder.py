"""A release's folder: its checksums are of the files that were made."""

from __future__ import annotations

import hashlib

from app.site import folder


def test_checksums_make_only_what_was_not_made_before() -> None:
    made: list[str] = []

    def make(name: str) -> bytes:
        made.append(name)
        return name.encode()

    files = folder.complete({"poster.pdf": lambda: make("poster"), "data.csv": lambda: make("data")})
    files["poster.pdf"]()

    sums = files[folder.SUMS]().decode().splitlines()

    assert sums == [
        f"{hashlib.sha256(b'data').hexdigest()}  data.csv",
        f"{hashlib.sha256(b'poster').hexdigest()}  poster.pdf",
    ]
    assert made == ["poster", "data"]
