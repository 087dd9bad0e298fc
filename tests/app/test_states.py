"""The page of states is what the program does."""

from __future__ import annotations

from app import review, states
from app.models.report import STATES
from config import ROOT


def test_the_page_of_states_is_not_stale() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == states.to_markdown()


def test_every_state_is_in_the_transition_table_and_has_a_meaning() -> None:
    reached = {state for (state, _) in review.TRANSITIONS} | set(review.TRANSITIONS.values())

    assert reached == set(STATES) == set(states.MEANINGS)


def test_every_act_has_someone_who_does_it() -> None:
    assert {act for (_, act) in review.TRANSITIONS} == states.find_actors()
