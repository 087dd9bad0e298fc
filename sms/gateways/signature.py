"""Proofs of origin: secrets compared in constant time, stamps in their window."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sms import errors
from sms.gateways import base

MAX_AGE = timedelta(minutes=5)
"""How far a signed stamp may lie from now, either way: the window Slack and Stripe use."""


def check_method(request: base.Request) -> None:
    """Let POST pass. GET would put number and words into every log of addresses on the way (P1).

    Raises:
        MethodError: any other method.
    """
    if request.method.upper() != "POST":
        raise errors.MethodError("only POST")


def check_size(request: base.Request) -> None:
    """Let bodies pass that a gateway could have sent.

    Raises:
        MalformedError: the body is larger than any gateway's.
    """
    if len(request.body) > base.MAX_BODY_BYTES:
        raise errors.MalformedError("body too large")


def check_secret(given: str | None, expected: str) -> None:
    """Let the expected secret pass, compared in constant time; an empty expectation lets nothing pass.

    Raises:
        SignatureError: it is missing or another.
    """
    matches = hmac.compare_digest((given or "").encode("utf-8", "replace"), expected.encode())
    if not given or not expected or not matches:
        raise errors.SignatureError("wrong or missing secret")


def check_hmac(given: str | None, key: str, payload: bytes) -> None:
    """Let the hexadecimal HMAC-SHA256 of the payload pass, in either case.

    Raises:
        SignatureError: it is missing or another.
    """
    check_secret((given or "").strip().lower(), hmac.new(key.encode(), payload, hashlib.sha256).hexdigest())


def check_fresh(sent_at: datetime | None, now: datetime, max_age: timedelta = MAX_AGE) -> None:
    """Let a signed stamp near now pass: an older one is a replay.

    Raises:
        SignatureError: there is none, or it is too old, or it lies in the future.
    """
    if sent_at is None or abs(now - sent_at) > max_age:
        raise errors.SignatureError("stale or missing timestamp")
