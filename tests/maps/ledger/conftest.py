"""A publisher's chain of three bulletins, and the copy of its site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import h3
import pytest
from click.testing import CliRunner, Result

from maps.disclosure import area, count, draw
from maps.ledger import canonical, release, seal
from maps.ledger.command import verify

CENTRE = h3.latlng_to_cell(30.05, 31.24, 7)
CITY = area.Area("city", tuple(sorted(h3.grid_disk(CENTRE, 1))))
COUNTS = count.tally([(h3.cell_to_center_child(CENTRE, 9), False, "touching", "night", 900)])
SEED = seal.SigningSeed(bytes(range(32)))
PERIODS = (
    (release.Period(date(2026, 1, 1), date(2026, 3, 31), "quarter"), date(2026, 4, 20)),
    (release.Period(date(2026, 4, 1), date(2026, 4, 30), "month"), date(2026, 5, 18)),
    (release.Period(date(2026, 5, 1), date(2026, 5, 31), "month"), date(2026, 6, 15)),
)

Draw = Callable[[int, str | None], bytes]
Site = Callable[..., Path]
Verify = Callable[..., Result]


@pytest.fixture
def seed() -> seal.SigningSeed:
    return SEED


@pytest.fixture
def draw_bulletin() -> Draw:
    """Draws the bulletin of one of the three periods, anew each time, after the entry with a hash."""

    def drawn(at: int, previous: str | None) -> bytes:
        return release.issue(draw.draw_bulletin(COUNTS, (CITY,)), *PERIODS[at], previous, SEED)

    return drawn


@pytest.fixture
def chain(draw_bulletin: Draw) -> list[bytes]:
    texts: list[bytes] = []
    for at in range(3):
        texts.append(draw_bulletin(at, canonical.load(texts[-1])["sha256"] if texts else None))
    return texts


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Writes entries, and the key, where a copy of the site has them."""

    def write(*texts: bytes) -> Path:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "key.txt").write_text(seal.public_key(SEED).hex())
        for at, text in enumerate(texts):
            place = tmp_path / "releases" / f"{at}"
            place.mkdir(parents=True)
            (place / "release.json").write_bytes(text)
        return tmp_path

    return write


@pytest.fixture
def run_verify() -> Verify:
    """Runs the command with the publisher's key, as `python -m maps.ledger` does."""

    def run(*arguments: str | Path) -> Result:
        key = seal.public_key(SEED).hex()
        return CliRunner().invoke(verify, [*map(str, arguments), "--key", key])

    return run
