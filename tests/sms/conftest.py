from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

DELHI = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def sunday_evening() -> datetime:
    """Sunday 22 November 2026, 20:00, in the time zone of a deployment."""
    return datetime(2026, 11, 22, 20, 0, tzinfo=DELHI)
