"""Second factors: this half minute's code, once; recovery codes, once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from app import codes
from app.deployment import Deployment
from app.models.organizer import Organizer

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SECRET = bytes(range(20))


def code_at(moment: datetime) -> str:
    return TOTP(SECRET, 6, SHA1(), 30).generate(int(moment.timestamp())).decode()


@pytest.mark.parametrize(
    ("seconds", "is_right"), [(0, True), (-30, True), (30, True), (-90, False), (90, False)]
)
def test_a_code_is_right_about_now(seconds: int, is_right: bool) -> None:
    assert codes.is_right(SECRET, code_at(NOW + timedelta(seconds=seconds)), NOW) is is_right


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000 000000"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert not codes.is_right(SECRET, code, NOW)


def test_a_code_is_good_once(here: Deployment) -> None:
    organizer = Organizer(id=None, code_secret=codes.seal(here.config.secret_key, SECRET), recovery=[])

    assert codes.check(here, organizer, code_at(NOW))
    assert not codes.check(here, organizer, code_at(NOW))


def test_a_recovery_code_is_good_once(here: Deployment) -> None:
    shown, kept = codes.make_recovery(here.config.secret_key)
    organizer = Organizer(code_secret=codes.seal(here.config.secret_key, SECRET), recovery=kept)

    assert codes.check(here, organizer, shown[3].upper())
    assert not codes.check(here, organizer, shown[3])
    assert len(organizer.recovery) == codes.RECOVERY_CODES - 1


@pytest.mark.parametrize("code", ["", "123456"])
def test_without_a_phone_and_recovery_codes_no_code_fits(code: str, here: Deployment) -> None:
    assert not codes.check(here, Organizer(code_secret=None, recovery=[]), code)


def test_a_stored_secret_is_not_the_secret(here: Deployment) -> None:
    assert SECRET not in codes.seal(here.config.secret_key, SECRET)
    assert (
        codes.unseal("another secret of thirty-two signs", codes.seal(here.config.secret_key, SECRET)) is None
    )
