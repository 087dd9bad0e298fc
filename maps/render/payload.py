"""A view as the data a browser draws: one JSON value a release, in a script file.

A page opened from a memory stick may not fetch, but may load scripts; so the data is a `.js` file that hands
one JSON value to `Safelight.add`. What people wrote (place names) is in it as strings and nothing else (P10).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from maps import cells
from maps.render import lattice, palette
from maps.render.view import Count, Label, Slice, Spot, Stop, View

Json: TypeAlias = "str | int | float | Sequence[Json] | Mapping[str, Json]"


def script(view: View) -> str:
    """The data file's text: a call with one JSON value, safe in any context that scripts are read in."""
    text = json.dumps(data(view), ensure_ascii=False, separators=(",", ":"))
    for char in "<\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"Safelight.add({text});\n"


def data(view: View) -> dict[str, Json]:
    """The view as plain values."""
    return {
        "release": view.release,
        "from": view.period_from.isoformat(),
        "to": view.period_to.isoformat(),
        "days": (view.period_to - view.period_from).days + 1,
        "layers": {"all": _layer(view.counts, palette.breaks(view.counts))} | _slices(view.slices),
        "spots": [_spot(spot) for spot in view.spots],
        "labels": [
            _label(label) for label in sorted(view.labels, key=lambda label: (label.rank, label.name))
        ],
        "stops": [_stop(stop) for stop in view.stops],
    }


def _slices(slices: Sequence[Slice]) -> dict[str, Json]:
    """One layer a slice; slices of one column share their breaks, so that night compares with morning."""
    columns: dict[str, list[Count]] = {}
    for part in slices:
        columns.setdefault(part.column, []).extend(part.counts)
    shared = {column: palette.breaks(counts) for column, counts in columns.items()}
    return {f"{part.column}:{part.key}": _layer(part.counts, shared[part.column]) for part in slices}


def _layer(counts: Sequence[Count], breaks: tuple[float, ...]) -> dict[str, Json]:
    """Cells on their lattice, and beside them, in the same order, what was published for each."""
    packed = lattice.pack(count.cell for count in counts)
    by_cell = {count.cell: count for count in counts}
    ordered = [by_cell[cell] for cell in packed.order]
    spread = sorted({round(count.noise_sd, 1) for count in counts})
    return {
        "patches": [_patch(patch) for patch in packed.patches],
        "loose": [{"r": cells.resolution(cell), "ring": _ring(cell)} for cell in packed.loose],
        "breaks": breaks,
        "shade": "".join(str(palette.shade(count.density, breaks)) for count in ordered),
        "state": "".join(str(int(count.state)) for count in ordered),
        "low": [count.low for count in ordered],
        "more": [count.high - count.low for count in ordered],
        "sd": spread,
        "sdOf": [spread.index(round(count.noise_sd, 1)) for count in ordered] if len(spread) > 1 else [],
    }


def _patch(patch: lattice.Patch) -> dict[str, Json]:
    return {
        "r": patch.resolution,
        "frame": patch.frame,
        "origin": patch.origin,
        "width": patch.width,
        "steps": patch.steps,
    }


def _ring(cell: str) -> list[list[float]]:
    return [[round(lon, 6), round(lat, 6)] for lon, lat in cells.boundary(cell)]


def _spot(spot: Spot) -> dict[str, Json]:
    lon, lat = cells.centre(spot.cell)
    return {"kind": spot.kind, "lon": round(lon, 5), "lat": round(lat, 5)}


def _label(label: Label) -> list[Json]:
    return [label.name, round(label.lon, 5), round(label.lat, 5)]


def _stop(stop: Stop) -> dict[str, Json]:
    return {
        "release": stop.release,
        "from": stop.period_from.isoformat(),
        "to": stop.period_to.isoformat(),
        "url": stop.data_url,
    }
