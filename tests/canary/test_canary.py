"""The canary run in its small form: `make canary` is the long one."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app import gateways
from sms.gateways import profile
from tests.canary import carriers, places, run, walk
from tests.canary.channels import CHANNELS

REFUSED = {"receipt", "console's door", "lost requests"}
"""Channels of people who are let in nowhere."""
EXEMPT: dict[str, str] = {}
"""Routes that no channel asks for, and why not: none so far."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> run.Outcome:
    return run.run(tmp_path_factory.mktemp("canary"), messages=150, people_each=1)


def test_p1_the_number_address_or_account_that_sent_a_report_is_never_written_to_any_disk(
    outcome: run.Outcome,
) -> None:
    assert outcome.leaks == []
    assert outcome.stored > 0


def test_p1_the_search_finds_a_canary_planted_in_each_place_and_form(outcome: run.Outcome) -> None:
    assert outcome.missed == []


def test_every_place_was_searched(outcome: run.Outcome) -> None:
    assert [one.place for one in outcome.searched] == list(places.PLACES)


@pytest.mark.parametrize("channel", sorted(CHANNELS.keys() - REFUSED))
def test_every_channel_is_open_in_the_run(outcome: run.Outcome, channel: str) -> None:
    assert outcome.count_taken(channel) > 0


def test_every_gateway_menu_and_profile_is_a_channel() -> None:
    named = {name.casefold().split(" ")[0] for name in CHANNELS}

    assert {"twilio", *carriers.BUILT_IN} == gateways.MESSAGES.keys()
    assert {"ussd", "voice"} == gateways.MENUS.keys() & named
    assert set(profile.list_shipped()) <= named


def test_every_route_is_in_a_channel(outcome: run.Outcome) -> None:
    asked = {_find_endpoint(method, path) for method, path in outcome.asked}
    declared = {rule.endpoint for rule in walk.bind().map.iter_rules()}

    assert declared - asked == EXEMPT.keys()


def _find_endpoint(method: str, path: str) -> str | None:
    """The route that answers a request; None where there is none."""
    try:
        endpoint, _ = walk.bind().match(path, method)
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint)
