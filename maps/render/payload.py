"""A view as the data a browser draws: one JSON value a release, in a script file.

A page opened from a memory stick may not fetch, but may load scripts; so the data is a `.js` file that hands
one JSON value to `Safelight.add`. What people wrote (place names) is in it as strings and nothing else (P10).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from maps import cells
from maps.render import lattice, layers, palette
from maps.render.layers import Layer
from maps.render.view import Label, Likely, Stop, View

Json: TypeAlias = "str | int | float | Sequence[Json] | Mapping[str, Json]"


def script(view: View) -> str:
    """The data file's text: a call with one JSON value, safe in any context that scripts are read in."""
    text = json.dumps(data(view), ensure_ascii=False, separators=(",", ":"))
    for char in "<\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"Safelight.add({text});\n"


def data(view: View) -> dict[str, Json]:
    """The view as plain values."""
    by_key = layers.of(view)
    return {
        "release": view.release,
        "from": view.period_from.isoformat(),
        "to": view.period_to.isoformat(),
        "inside": max((cells.resolution(cell) for cell in view.area), default=0),
        "days": (view.period_to - view.period_from).days + 1,
        "layers": {key: _layer(layer) for key, layer in by_key.items()},
        "surface": _surface(view.surface, palette.unit(by_key[layers.ALL].breaks)),
        "spots": {kind: _cells(_spots(view, kind)) for kind in ("hot", "cold")},
        "labels": [_label(label) for label in layers.ranked(view.labels)],
        "stops": [_stop(stop) for stop in view.stops],
    }


def _label(label: Label) -> list[Json]:
    """Name, lon, lat, and where there are any its names by language: one file serves readers of all."""
    written: list[Json] = [label.name, round(label.lon, 5), round(label.lat, 5)]
    return [*written, dict(label.others)] if label.others else written


def _spots(view: View, kind: str) -> lattice.Packed:
    return lattice.pack(spot.cell for spot in view.spots if spot.kind == kind)


def _surface(likely: Sequence[Likely], grain: float) -> dict[str, Json]:
    """The heat map's cells with their densities in the grain of the layer of all reports."""
    by_cell = {one.cell: one.reports / cells.area_km2(one.cell) for one in likely}
    packed = lattice.pack(by_cell)
    return {"cells": _cells(packed), "heat": [round(by_cell[cell] / grain) for cell in packed.order]}


def _layer(layer: Layer) -> dict[str, Json]:
    """Cells on their lattice, and in the same order what was published for each."""
    by_cell = {count.cell: count for count in layer.counts}
    packed = lattice.pack(by_cell)
    ordered = [by_cell[cell] for cell in packed.order]
    grain = palette.unit(layer.breaks)
    spread = sorted({round(count.noise_sd, 1) for count in ordered})
    return {
        "cells": _cells(packed),
        "breaks": layer.breaks,
        "unit": grain,
        "heat": [round(layer.density[count.cell] / grain) for count in ordered],
        "state": "".join(str(int(count.state)) for count in ordered),
        "low": [count.low for count in ordered],
        "more": [count.high - count.low for count in ordered],
        "sd": spread,
        "sdOf": [spread.index(round(count.noise_sd, 1)) for count in ordered] if len(spread) > 1 else [],
    }


def _cells(packed: lattice.Packed) -> dict[str, Json]:
    return {
        "patches": [
            {
                "r": patch.resolution,
                "frame": patch.frame,
                "origin": patch.origin,
                "width": patch.width,
                "steps": patch.steps,
            }
            for patch in packed.patches
        ],
        "loose": [
            {
                "r": cells.resolution(cell),
                "ring": [[round(lon, 6), round(lat, 6)] for lon, lat in cells.boundary(cell)],
            }
            for cell in packed.loose
        ],
    }


def _stop(stop: Stop) -> dict[str, Json]:
    return {
        "release": stop.release,
        "from": stop.period_from.isoformat(),
        "to": stop.period_to.isoformat(),
        "url": stop.data_url,
    }
