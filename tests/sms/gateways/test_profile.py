from __future__ import annotations

from typing import Any

import pytest

from sms.gateways import configured, profile

READ = {"sender": ["from"], "text": ["text"]}


@pytest.mark.parametrize("name", profile.list_shipped())
def test_every_shipped_profile_holds_together_and_says_what_it_is(name: str) -> None:
    table = profile.read_shipped(name)

    assert profile.parse(table).read.sender
    assert table["about"]


def test_an_unknown_profile_is_named_beside_the_known_ones() -> None:
    with pytest.raises(profile.ProfileError, match="kannel"):
        profile.read_shipped("../kannel")


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        pytest.param({"read": READ}, "missing part check", id="part missing"),
        pytest.param({"check": {"kind": "path"}, "read": READ, "chek": {}}, "unknown part chek", id="part"),
        pytest.param({"check": {}, "read": READ}, "missing key check.kind", id="key missing"),
        pytest.param(
            {"check": {"kind": "path", "nam": "x"}, "read": READ}, "unknown key check.nam", id="key"
        ),
        pytest.param({"check": {"kind": 1}, "read": READ}, "check.kind is no str", id="type"),
        pytest.param(
            {"check": {"kind": "path"}, "read": {**READ, "text": "text"}}, "read.text", id="no list"
        ),
        pytest.param({"check": "path", "read": READ}, "check is no table", id="no table"),
    ],
)
def test_what_is_wrong_with_a_profile_is_told(table: dict[str, Any], problem: str) -> None:
    with pytest.raises(profile.ProfileError, match=problem):
        profile.parse(table)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(profile.ProfileError) as caught:
        profile.parse({"check": {"knd": "path"}, "answr": {}})

    assert len(str(caught.value).split("; ")) == 4


@pytest.mark.parametrize(
    ("change", "settings", "problem"),
    [
        ({"check": {"kind": "magic"}}, {"secret": "s"}, "unknown check.kind"),
        ({"check": {"algorithm": "md5"}}, {"secret": "s"}, "unknown check.algorithm"),
        ({}, {"secret": ""}, "no secret"),
        ({}, {"secret": "s", "allowed": ("nowhere",)}, "neither address nor network"),
        ({"send": {"url": "{host}/x", "fields": {"t": "{text}"}}}, {"secret": "s"}, "no value for {host}"),
        ({"send": {"url": "https://x/{to}"}}, {"secret": "s"}, "{to} in an address or header"),
        (
            {"send": {"url": "https://x", "headers": {"X-To": "{to}"}}},
            {"secret": "s"},
            "in an address or header",
        ),
        ({"send": {"url": "https://x", "format": "yaml"}}, {"secret": "s"}, "unknown send.format"),
    ],
    ids=["kind", "algorithm", "secret", "networks", "value", "address", "header", "format"],
)
def test_what_a_deployment_forgot_is_told_at_start(
    change: dict[str, Any], settings: dict[str, Any], problem: str
) -> None:
    table = profile.merge({"check": {"kind": "path"}, "read": READ}, change)

    with pytest.raises(profile.ProfileError) as caught:
        configured.Configured("ours", profile.parse(table), configured.Settings(**settings))

    assert problem in str(caught.value)


def test_a_change_replaces_single_keys_of_a_part() -> None:
    merged = profile.merge({"check": {"kind": "path", "name": "x"}}, {"check": {"kind": "header"}})

    assert merged == {"check": {"kind": "header", "name": "x"}}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"profile": "kannel", "secret": "s", "allow": []}, "unknown key allow"),
        ({"profile": "kanel", "secret": "s"}, "no profile 'kanel'"),
        ({"secret": "s"}, "no profile 'ours'"),
        ({"profile": "kannel"}, "no secret"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told(entry: dict[str, Any], problem: str) -> None:
    with pytest.raises(profile.ProfileError, match=problem):
        configured.build("ours", entry)


def test_a_deployment_may_bring_a_profile_of_its_own() -> None:
    gateway = configured.build("ours", {"profile": {"check": {"kind": "path"}, "read": READ}, "secret": "s"})

    assert gateway.name == "ours"
