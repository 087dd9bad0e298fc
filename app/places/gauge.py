"""How far an import has read its file, as a bar on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

_OPEN = Path("/proc/self/fd")
_FACTS = Path("/proc/self/fdinfo")


@contextmanager
def shown(path: Path, rows: int | None) -> Iterator[Callable[[int], object]]:
    """What takes the number of rows that came in, and moves the bar.

    Where the rows are not counted beforehand the bar shows how many bytes of the file are read.
    """
    if rows is not None or not path.is_file():
        with tqdm(total=rows, unit=" rows", disable=None) as bar:
            yield bar.update
        return
    size = path.stat().st_size
    with tqdm(total=size, unit="B", unit_scale=True, disable=None) as bar:
        yield lambda _: bar.update(max(0, find_position(path) - bar.n))
        bar.update(size - bar.n)


def find_position(path: Path) -> int:
    """The byte up to which this process has read the file, whoever reads it; 0 where nobody can tell.

    Asked of Linux: a reader of OpenStreetMap data opens its file by itself and doesn't tell.
    """
    wanted = path.resolve()
    for open_file in _OPEN.iterdir() if _OPEN.is_dir() else ():
        try:
            if open_file.readlink() == wanted:
                facts = (_FACTS / open_file.name).read_text("ascii").split()
                return int(facts[facts.index("pos:") + 1])
        except OSError:  # closed meanwhile
            continue
    return 0
