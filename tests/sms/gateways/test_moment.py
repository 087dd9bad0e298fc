from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms.gateways import moment

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        1772366400,
        "1772366400",
        "1772366400000",
        1772366400000,
        1772366400.0,
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.000Z",
        "2026-03-01T14:00:00+02:00",
        "2026-03-01T12:00:00.000+0000",
        "2026-03-01 12:00:00",
        "Sun, 01 Mar 2026 12:00:00 +0000",
        " 2026-03-01T12:00:00Z ",
    ],
)
def test_the_dates_gateways_write_are_read(value: object) -> None:
    assert moment.read_time(value) == NOON


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "nan", "inf", "1e400", "9" * 400, "-1e20", True, [], "0001-01-01T00:00:00+14:00"],
)
def test_other_values_are_no_moment(value: object) -> None:
    assert moment.read_time(value) is None


@given(st.text(max_size=30))
def test_any_text_gives_an_aware_moment_or_none(text: str) -> None:
    found = moment.read_time(text)

    assert found is None or found.tzinfo is UTC
