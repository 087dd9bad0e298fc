"""The gateways' samples as fixtures: each is put through the whole suite."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.samples import Case, load_cases

CASES = load_cases()
STAMPED = [case for case in CASES if case.table.get("stamped")]
UNSTAMPED = [case for case in CASES if not case.table.get("stamped")]
SIGNED = [case for case in CASES if case.table["sign"]["kind"] not in {"none", "bearer"}]
PARTED = [case for case in CASES if "part" in case.table]
TYPED = [case for case in CASES if case.table.get("format") == "json"]


def get_label(case: Case) -> str:
    return case.label


def get_param(request: pytest.FixtureRequest) -> Case:
    given: Case = request.param
    return given


@pytest.fixture(params=CASES, ids=get_label)
def case(request: pytest.FixtureRequest) -> Case:
    """Every gateway with a sample, one after the other."""
    return get_param(request)


@pytest.fixture(params=STAMPED, ids=get_label)
def stamped_case(request: pytest.FixtureRequest) -> Case:
    """Every gateway whose proof has a time."""
    return get_param(request)


@pytest.fixture(params=UNSTAMPED, ids=get_label)
def unstamped_case(request: pytest.FixtureRequest) -> Case:
    """Every gateway whose proof has no time."""
    return get_param(request)


@pytest.fixture(params=SIGNED, ids=get_label)
def signed_case(request: pytest.FixtureRequest) -> Case:
    """Every gateway whose proof covers the body."""
    return get_param(request)


@pytest.fixture(params=PARTED, ids=get_label)
def parted_case(request: pytest.FixtureRequest) -> Case:
    """Every gateway that delivers long messages in pieces."""
    return get_param(request)


@pytest.fixture(params=TYPED, ids=get_label)
def typed_case(request: pytest.FixtureRequest) -> Case:
    """Every gateway whose fields have types."""
    return get_param(request)


@pytest.fixture
def load_case() -> Callable[[str], Case]:
    """One gateway's sample by its label."""
    return lambda label: next(loaded for loaded in CASES if loaded.label == label)
