"""Text files of places, plain, gzipped or inside a zip, opened the same way and read line by line."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO, cast

from maps.errors import SourceError

LONGEST = 16 * 2**20
"""Letters of a line, at most: a file of gigabytes without a line's end must not be read as one."""


class _Lines(io.TextIOWrapper):
    """Text by lines of bounded length."""

    _number = 0

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # its base is bytes
        self._number += 1
        return super().readline(LONGEST if size is None or size < 0 else size)

    def __next__(self) -> str:  # type: ignore[override]  # its base is bytes
        line = self.readline()
        if not line:
            raise StopIteration
        if len(line) == LONGEST and not line.endswith("\n"):
            raise SourceError(f"line {self._number} is longer than {LONGEST:,} letters: no such file has one")
        return line


@contextmanager
def opened(path: Path, member: str = "") -> Iterator[TextIO]:
    """The file's text as UTF-8; of a zip the member that ends with this name, or the only one there is.

    Raises:
        SourceError: it is not UTF-8 or a line has no end (it names the line), the archive is damaged or has
            no such member.
    """
    try:
        with _raw(path, member) as raw:
            yield _Lines(raw, encoding="utf-8-sig", newline="")
    except UnicodeDecodeError as broken:
        number = _find_broken(path, member)
        raise SourceError(f"line {number} is not UTF-8 text: {broken.reason}") from broken
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as broken:
        raise SourceError(f"the archive is damaged: {broken}") from broken


@contextmanager
def _raw(path: Path, member: str) -> Iterator[IO[bytes]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive, archive.open(_member(archive, member)) as raw:
            yield raw
    elif path.suffix == ".gz":
        with gzip.open(path) as unpacked:
            yield cast("IO[bytes]", unpacked)
    else:
        with path.open("rb") as plain:
            yield plain


def _find_broken(path: Path, member: str) -> int:
    """The first line that is no UTF-8, counted from one; a decoder reads ahead and can't tell."""
    with _raw(path, member) as raw:
        for number, line in enumerate(raw, start=1):
            if line.decode("utf-8", "replace").encode() != line:
                return number
    return 0


def _member(archive: zipfile.ZipFile, wanted: str) -> str:
    names = [
        name
        for name in archive.namelist()
        if name.endswith(wanted or ".txt") and "readme" not in name.lower()
    ]
    if not names:
        raise SourceError(f"the archive has no {wanted or '.txt file'}")
    return names[0]
