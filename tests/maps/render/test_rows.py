from __future__ import annotations

from dataclasses import replace

import pytest

from maps import cells
from maps.render import atlas, layers, rows
from maps.render.view import Label, State, View


def test_rows_run_from_the_worst_to_what_cannot_be_told(view: View) -> None:
    layer = layers.of(view)["all"]

    found = rows.of(layer, view.labels)

    densities = [layer.density[row.cell] for row in found]
    assert densities == sorted(densities, reverse=True)
    assert len(found) == len(view.counts)
    assert found[-1].state is State.UNSURE


def test_the_worst_leave_out_what_cannot_be_told(view: View) -> None:
    found = rows.worst(layers.of(view)["part:night"], view.labels, 5)

    assert [row.state for row in found] == [State.CLEAR]


def test_a_place_is_named_once_among_the_worst(view: View) -> None:
    found = rows.worst(layers.of(view)["all"], view.labels, 5)

    names = [row.place for row in found]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("east_km", "inside", "far_km"),
    [
        pytest.param(0.0, True, 0, id="inside"),
        pytest.param(1.2, False, 0, id="near"),
        pytest.param(7.0, False, 7, id="far"),
    ],
)
def test_a_cell_is_known_by_the_place_in_or_near_it(
    view: View, east_km: float, inside: bool, far_km: int
) -> None:
    fine = next(count for count in view.counts if count.resolution == 8 and count.state is State.CLEAR)
    lon, lat = cells.centre(fine.cell)
    label = Label("Gikomba", lon + east_km / 111.2, lat)

    found = next(row for row in rows.of(layers.of(view)["all"], [label]) if row.cell == fine.cell)

    assert (found.place, found.is_inside, found.far_km) == ("Gikomba", inside, far_km)


def test_a_coarse_cell_is_known_by_its_two_best_known_places(view: View) -> None:
    night = layers.of(view)["part:night"]
    lon, lat = cells.centre(next(c.cell for c in night.counts if c.state is State.CLEAR))
    labels = [Label("C", lon, lat, 2), Label("A", lon + 0.01, lat), Label("B", lon, lat + 0.01, 1)]

    found = rows.worst(night, labels, 1)

    assert found[0].place == "A · B"


def test_without_names_a_cell_is_known_by_its_index(view: View) -> None:
    found = rows.of(layers.of(view)["all"], [])

    assert {row.place for row in found} == {""}
    assert found[0].cell in {count.cell for count in view.counts}


def test_a_table_of_a_large_map_holds_its_first_rows(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MOST_ROWS", 2)
    whole = rows.of(layers.of(view)["all"], view.labels)

    found = atlas.tabulate(view)

    assert list(found.cells) == whole[:2]
    assert found.total == len(whole) > 2
    assert len(found.coarse) > 2


def test_a_spoken_view_names_places_as_its_readers_do(view: View) -> None:
    first, second = view.labels
    named = replace(view, labels=(replace(first, others=(("ar", "محطة القطار"),)), second))

    spoken = {lang: named.spoken(lang, "نيروبي") for lang in ("ar", "fr")}

    assert [label.name for label in spoken["ar"].labels] == ["محطة القطار", "وسط المدينة"]
    assert [label.name for label in spoken["fr"].labels] == ["Railways", "وسط المدينة"]
    assert spoken["ar"].place == "نيروبي"
    worst = atlas.spoken(atlas.compose(named), spoken["ar"]).worst["all"]
    assert worst == atlas.compose(spoken["ar"]).worst["all"]
