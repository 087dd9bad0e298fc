"""The canary run in its small form: `make canary` is the long one."""

from __future__ import annotations

import pytest

from tests.canary import places, run


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> run.Outcome:
    return run.run(tmp_path_factory.mktemp("canary"), messages=150, people_each=1)


def test_p1_what_could_point_to_a_reporter_is_found_in_no_place_and_no_form(outcome: run.Outcome) -> None:
    assert outcome.leaks == []
    assert outcome.stored > 0


def test_p1_the_search_finds_a_canary_planted_in_each_place_and_form(outcome: run.Outcome) -> None:
    assert outcome.missed == []


def test_every_place_was_searched(outcome: run.Outcome) -> None:
    assert [one.place for one in outcome.searched] == list(places.PLACES)
