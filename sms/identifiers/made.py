"""The lists of names and words, made once at set-up: every process reads them in milliseconds.

`python -m sms.identifiers.made` writes the file; `bin/setup` calls it. A file that was made of other sources
than those installed is not used: the lists are then made anew in memory, which takes seconds.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Final

import msgpack

from sms.identifiers import lists, vocabulary
from sms.identifiers.lists import Lists
from sms.identifiers.wordset import WordSet

FILE: Final = Path(__file__).parent / "data" / "lists.made"
SETS: Final = ("sure", "doubtful", "ordinary", "common")
PACKAGES: Final = ("faker", "egy-names", "wordfreq")
SOURCES: Final = (
    "fold.py",
    "lists.py",
    "made.py",
    "sources.py",
    "vocabulary.py",
    "wordset.py",
    "data/*.toml",
)


@cache
def load() -> Lists:
    """All lists, from the file where it fits the sources, else from the sources.

    Raises:
        RedactionError: a source is missing or unreadable, so that names would be missed in silence (P3).
    """
    return read() or lists.make()


def is_common(word: str) -> bool:
    """True for a folded word that some language served uses every day."""
    return word in load().common


def read() -> Lists | None:
    """The lists of the file; None where there is none, or it was made of something else."""
    try:
        packed = msgpack.unpackb(FILE.read_bytes())
    except (OSError, ValueError, msgpack.UnpackException):
        return None
    if not isinstance(packed, dict) or packed.get("key") != find_key():
        return None
    return Lists(
        **{name: WordSet.from_bytes(packed[name]) for name in SETS},
        everyday=vocabulary.words("names", "everyday"),
    )


def write() -> None:
    """Make the file; what stood there is replaced at once."""
    found = lists.make()
    packed = {name: getattr(found, name).to_bytes() for name in SETS}
    beside = FILE.with_suffix(".new")
    beside.write_bytes(msgpack.packb({"key": find_key(), **packed}))
    beside.replace(FILE)


def find_key() -> bytes:
    """A digest of all that the lists are made of: packages by version, our files by content."""
    versions = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    found = blake2b(" ".join([*versions, unicodedata.unidata_version, sys.byteorder]).encode())
    for pattern in SOURCES:
        for path in sorted(Path(__file__).parent.glob(pattern)):
            found.update(path.read_bytes())
    return found.digest()


if __name__ == "__main__" and read() is None:
    write()
