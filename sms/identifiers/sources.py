"""Lists of names and words as other packages carry them; their files are read, the packages not imported.

Importing them takes 25 MB and a second and a half, and one of them pulls in a web client.
"""

from __future__ import annotations

import ast
import gzip
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final, cast

import msgpack

_PERSON: Final = "faker/providers/person/{}/__init__.py"
_TABLE: Final = re.compile(r"(first|last)_(?:romanized_)?names(?:_\w+)?")
_EGYPTIAN: Final = "egy_names/data/names.json.gz"
_ENTRY: Final = re.compile(r'"a": "([^"]+)", "e": "([^"]*)"')
_BLOCK_CHARACTERS: Final = 1 << 16
_USUAL: Final = "wordfreq/data/small_{}.msgpack.gz"
_CENTIBEL_PACK: Final = {"format": "cB", "version": 1}


def people(locale: str) -> tuple[list[str], list[str]]:
    """Given and family names of one of Faker's locales (MIT), as they are written there.

    Raises:
        OSError: there is no such locale.
        PackageNotFoundError: Faker is not installed.
    """
    tree = ast.parse(_file("faker", _PERSON.format(locale)).read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {"first": [], "last": []}
    for statement in ast.walk(tree):
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value:
            target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
            match = _TABLE.fullmatch(target.id) if isinstance(target, ast.Name) else None
            if match:
                names[match[1]].extend(_texts(statement.value))
    return names["first"], names["last"]


def _texts(tree: ast.expr) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def egyptian() -> Iterator[tuple[str, str]]:
    """Arabic and Latin spelling from egy-names (MIT), the most frequent first.

    Read as far as asked: the whole takes 300 MB.

    Raises:
        PackageNotFoundError: egy-names is not installed.
    """
    with gzip.open(_file("egy-names", _EGYPTIAN), "rt", encoding="utf-8") as text:
        rest = ""
        while block := text.read(_BLOCK_CHARACTERS):
            rest += block
            last = 0
            for match in _ENTRY.finditer(rest):
                yield match[1], match[2]
                last = match.end()
            rest = rest[last:]


def usual_words(language: str) -> list[list[str]]:
    """Words of wordfreq (data CC BY-SA 4.0): at index n those with a frequency of -n centibels.

    Raises:
        ValueError: the file has another format than the one known.
        PackageNotFoundError: wordfreq is not installed.
    """
    with gzip.open(_file("wordfreq", _USUAL.format(language))) as packed:
        header, *buckets = msgpack.load(packed)
    if header != _CENTIBEL_PACK:
        raise ValueError("wordfreq changed its format")
    return cast(list[list[str]], buckets)


def _file(package: str, path: str) -> Path:
    return Path(str(metadata.distribution(package).locate_file(path)))
