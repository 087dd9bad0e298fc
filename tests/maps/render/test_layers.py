from __future__ import annotations

from dataclasses import replace

from maps.render import layers
from maps.render.view import View


def test_there_is_a_layer_for_all_and_for_each_slice(view: View) -> None:
    assert list(layers.of(view)) == ["all", "part:morning", "part:night", "category:touching"]


def test_parts_of_day_share_their_breaks_and_categories_have_their_own(view: View) -> None:
    found = layers.of(view)

    assert found["part:morning"].breaks == found["part:night"].breaks
    assert found["part:night"].breaks != found["category:touching"].breaks


def test_the_noise_spans_all_layers(view: View) -> None:
    assert layers.noise(layers.of(view).values()) == (3, 28)


def test_an_empty_release_states_no_noise(view: View) -> None:
    empty = replace(view, counts=(), slices=())

    assert layers.noise(layers.of(empty).values()) == (0, 0)


def test_labels_are_ranked_before_they_are_sorted_by_name(view: View) -> None:
    assert [label.name for label in layers.ranked(reversed(view.labels))] == ["Railways", "وسط المدينة"]


def test_the_keys_of_layers_are_known_without_making_them(view: View) -> None:
    assert list(layers.keys(view)) == list(layers.of(view))
