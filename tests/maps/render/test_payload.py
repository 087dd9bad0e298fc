from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from maps import cells
from maps.render import lattice, layers, payload
from maps.render.view import View


def _load(view: View) -> Any:
    text = payload.script(view)
    assert text.startswith("Safelight.add(")
    return json.loads(text.removeprefix("Safelight.add(").rstrip().removesuffix(");"))


def test_every_published_number_is_there_in_the_cells_order(view: View) -> None:
    layer = _load(view)["layers"]["all"]

    by_cell = {count.cell: count for count in view.counts}
    ordered = [by_cell[cell] for cell in lattice.pack(by_cell).order]
    assert layer["low"] == [count.low for count in ordered]
    assert [low + more for low, more in zip(layer["low"], layer["more"], strict=True)] == [
        count.high for count in ordered
    ]
    assert [int(state) for state in layer["state"]] == [int(count.state) for count in ordered]
    assert [layer["sd"][at] for at in layer["sdOf"]] == [count.noise_sd for count in ordered]


def test_a_label_goes_with_its_names_in_other_languages(view: View) -> None:
    first, second = view.labels

    sent = _load(replace(view, labels=(replace(first, others=(("ar", "محطة القطار"),)), second)))["labels"]

    assert sent == [
        ["Railways", 36.828, -1.291, {"ar": "محطة القطار"}],
        ["وسط المدينة", 36.817, -1.285],
    ]


def test_densities_sent_give_the_colours_of_the_picture(view: View) -> None:
    layer, drawn = _load(view)["layers"]["all"], layers.of(view)["all"]

    by_cell = {count.cell: count for count in view.counts}
    for cell, heat in zip(lattice.pack(by_cell).order, layer["heat"], strict=True):
        marks_below = sum(mark <= heat * layer["unit"] for mark in layer["breaks"])
        assert round(marks_below * 4 / len(layer["breaks"])) == drawn.shade(by_cell[cell])


def test_the_heat_map_is_sent_as_densities_in_the_same_grain(view: View) -> None:
    data = _load(view)

    by_cell = {one.cell: one.reports / cells.area_km2(one.cell) for one in view.surface}
    ordered = [by_cell[cell] for cell in lattice.pack(by_cell).order]
    sent = [heat * data["layers"]["all"]["unit"] for heat in data["surface"]["heat"]]
    assert sent == pytest.approx(ordered, abs=data["layers"]["all"]["unit"] / 2)


def test_no_cell_index_and_no_estimate_finer_than_a_colour_is_sent(view: View) -> None:
    text = payload.script(view)

    assert "estimate" not in text
    assert all(count.cell not in text for count in view.counts)
    assert all(one.cell not in text for one in view.surface)


def test_labels_are_sent_best_known_first_and_as_they_are_written(view: View) -> None:
    assert [name for name, _, _ in _load(view)["labels"]] == ["Railways", "وسط المدينة"]


def test_spots_are_sent_by_kind(view: View) -> None:
    spots = _load(view)["spots"]

    assert len(spots["hot"]["patches"][0]["steps"]) == 1
    assert len(spots["cold"]["patches"][0]["steps"]) == 1
