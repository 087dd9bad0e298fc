"""Everything that the map page and the table page of a view show, made in one call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from maps.render import layers, page, rows
from maps.render.layers import Layer
from maps.render.page import MapPage
from maps.render.rows import Row
from maps.render.view import Label, State, View

_WORST = 3
"""Places named on a phone's first screen."""

MOST_ROWS = 1_000
"""Rows of one table on a page: a phone takes no 40 MB of them, and the spreadsheets have all."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """A map page: folium's parts, scripts to load before them, layers by key, the worst places by layer key.

    `noise` is the lowest and highest noise sd of what is shown, in whole reports.
    """

    page: MapPage
    scripts: tuple[str, ...]
    layers: Mapping[str, Layer]
    worst: Mapping[str, tuple[Row, ...]]
    noise: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tables:
    """A table page: the first `MOST_ROWS` cells of `total`, worst first; and the coarse cells by layer key.

    `keys` are the coarse layers there are.
    """

    cells: tuple[Row, ...]
    total: int
    keys: tuple[str, ...]
    coarse: tuple[tuple[Row, Mapping[str, Row]], ...]

    def standing_out(self, column: str) -> list[tuple[Row, Mapping[str, Row]]]:
        """The coarse cells that can be told in at least one layer of a column ("part" or "category")."""
        return [
            (first, by_key)
            for first, by_key in self.coarse
            if any(
                row.state is not State.UNSURE for key, row in by_key.items() if key.startswith(f"{column}:")
            )
        ]


def compose(view: View) -> Atlas:
    """The view's map page."""
    by_key = layers.of(view)
    return Atlas(
        page=page.render(view),
        scripts=page.SCRIPTS,
        layers=by_key,
        worst=_worst(by_key, view.labels),
        noise=layers.noise(by_key.values()),
    )


def spoken(atlas: Atlas, view: View) -> Atlas:
    """The same page with the worst places by the names of `view`, the same view for readers of a language."""
    return replace(atlas, worst=_worst(atlas.layers, view.labels))


def _worst(by_key: Mapping[str, Layer], labels: Sequence[Label]) -> dict[str, tuple[Row, ...]]:
    named = [key for key in by_key if not key.startswith("category:")]
    return {key: tuple(rows.worst(by_key[key], labels, _WORST)) for key in named}


def tabulate(view: View) -> Tables:
    """The view's table page; coarse cells in the order of the first coarse layer, worst first."""
    by_key = {
        key: rows.of(layer, view.labels, MOST_ROWS if key == layers.ALL else None)
        for key, layer in layers.of(view).items()
    }
    found: dict[str, dict[str, Row]] = {}
    for key, written in by_key.items():
        if key != layers.ALL:
            for row in written:
                found.setdefault(row.cell, {})[key] = row
    return Tables(
        cells=tuple(by_key[layers.ALL]),
        total=len(view.counts),
        keys=tuple(key for key in by_key if key != layers.ALL),
        coarse=tuple((next(iter(by_layer.values())), by_layer) for by_layer in found.values()),
    )
