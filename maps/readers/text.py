"""Text files of places, plain, gzipped or inside a zip, opened the same way and read line by line."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from maps.errors import SourceError


@contextmanager
def opened(path: Path, member: str = "") -> Iterator[TextIO]:
    """The file's text as UTF-8; of a zip the member that ends with this name, or the only one there is.

    Raises:
        SourceError: it is not UTF-8, the archive is damaged or has no such member.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_member(archive, member)) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        elif path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
                yield file
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield file
    except UnicodeDecodeError as broken:
        raise SourceError(f"the file is not UTF-8 text: {broken.reason} near byte {broken.start}") from broken
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as broken:
        raise SourceError(f"the archive is damaged: {broken}") from broken


def _member(archive: zipfile.ZipFile, wanted: str) -> str:
    names = [
        name
        for name in archive.namelist()
        if name.endswith(wanted or ".txt") and "readme" not in name.lower()
    ]
    if not names:
        raise SourceError(f"the archive has no {wanted or '.txt file'}")
    return names[0]
