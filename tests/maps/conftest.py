"""A small made-up release as a view: seven r6 cells, one hub in the middle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from maps import cells
from maps.render.view import Count, Label, Likely, Slice, Spot, State, View

MIDDLE = cells.snap(36.82, -1.29, 6)


def _count(cell: str, estimate: float, noise_sd: float) -> Count:
    sds = estimate / noise_sd
    state = State.CLEAR if sds >= 3 else State.PROBABLE if sds >= 2 else State.UNSURE
    return Count(
        cell, estimate, max(0, int(estimate - 2 * noise_sd)), int(estimate + 2 * noise_sd), state, noise_sd
    )


@pytest.fixture
def view() -> View:
    coarse = cells.ring(MIDDLE)
    hub = cells.children(MIDDLE, 7)
    counts = [_count(cell, 4.0, 9.4) for r6 in coarse if r6 != MIDDLE for cell in cells.children(r6, 7)]
    counts += [_count(cell, 12.0 * place, 9.4) for place, cell in enumerate(hub[1:])]
    counts += [_count(cell, 3.0 * place, 2.8) for place, cell in enumerate(cells.children(hub[0], 8))]
    night = Slice(
        "part", "night", tuple(_count(cell, 140.0 if cell == MIDDLE else -12.0, 28.0) for cell in coarse)
    )
    touching = Slice("category", "touching", tuple(_count(cell, 30.0, 14.0) for cell in coarse))
    return View(
        release="2026-map-1",
        place="Nairobi",
        period_from=date(2025, 11, 1),
        period_to=date(2026, 10, 31),
        epsilon=0.8,
        area=tuple(cell for r6 in coarse for cell in cells.children(r6, 7)),
        counts=tuple(counts),
        slices=(replace(night, key="morning"), night, touching),
        spots=(Spot(hub[0], "hot"), Spot(hub[1], "cold")),
        surface=tuple(Likely(cell, 2.0 * at, 2.8) for at, cell in enumerate(cells.children(hub[0], 8))),
        labels=(Label("Railways", 36.828, -1.291), Label("وسط المدينة", 36.817, -1.285, 1)),
    )
