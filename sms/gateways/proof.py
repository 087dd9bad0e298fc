"""The ways a configured gateway can prove its origin, by the names that profiles use."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sms.gateways import moment, signature, words
from sms.gateways.base import Request
from sms.gateways.profile import Check

Body = Mapping[str, Any]
ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha512"})
"""For HMAC alone. MD5 is left out: a gateway that signs so can be set to a better one."""


def check_path(request: Request, body: Body, check: Check, secret: str) -> None:
    """The webhook's path ends with the secret."""
    signature.check_path_secret(request, secret)


def check_field(request: Request, body: Body, check: Check, secret: str) -> None:
    """A field of the body holds the secret."""
    signature.check_secret(words.to_text(body.get(check.name)), secret)


def check_header(request: Request, body: Body, check: Check, secret: str) -> None:
    """A header holds the secret, after the profile's prefix."""
    given = (request.find_header(check.name) or "").strip()
    signature.check_secret(given.removeprefix(check.prefix), secret)


def check_basic(request: Request, body: Body, check: Check, secret: str) -> None:
    """The request signs in by HTTP Basic; the secret is `user:password`."""
    expected = base64.b64encode(secret.encode()).decode() if secret else ""
    scheme, _, given = (request.find_header("Authorization") or "").partition(" ")
    signature.check_secret(given.strip() if scheme.lower() == "basic" else None, expected)


def check_hmac(request: Request, body: Body, check: Check, secret: str) -> None:
    """A header holds the HMAC of the body, followed by the stamp where the profile names one's header."""
    stamp = (request.find_header(check.stamp) or "").strip() if check.stamp else ""
    payload = request.body + stamp.encode("utf-8", "replace")
    given = (request.find_header(check.name) or "").strip().removeprefix(check.prefix)
    if check.encoding == "base64":
        digest = hmac.new(secret.encode(), payload, check.algorithm).digest() if secret else b""
        signature.check_secret(given, base64.b64encode(digest).decode())
    else:
        signature.check_hmac(given, secret, payload, check.algorithm)
    if check.stamp:
        _check_stamp(stamp, request, check)


def check_bearer(request: Request, body: Body, check: Check, secret: str) -> None:
    """A JWT signed with the secret, as httpSMS sends (its docs, "Webhooks")."""
    signature.check_bearer(request, secret)


def check_vonage(request: Request, body: Body, check: Check, secret: str) -> None:
    """The field `sig` holds the HMAC of all others, sorted (Vonage docs, "Signing messages").

    Its stamp is when delivery was first tried, and tries go on for a day; deliveries are known for four.
    """
    pairs = sorted((name, _to_signed(value)) for name, value in body.items() if name != "sig")
    payload = "".join(f"&{name}={value}" for name, value in pairs)
    given = words.to_text(body.get("sig"))
    signature.check_hmac(given, secret, payload.encode("utf-8", "surrogatepass"), check.algorithm)
    _check_stamp(words.to_text(body.get("timestamp")), request, check)


def _to_signed(value: object) -> str:
    """A value as it was signed: with nothing in it that could pass for the border of a field."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("&", "_").replace("=", "_")


def _check_stamp(stamp: str, request: Request, check: Check) -> None:
    signature.check_fresh(moment.read_time(stamp), request.now, timedelta(seconds=check.max_age_s))


CHECKS: Final[Mapping[str, Callable[[Request, Body, Check, str], None]]] = {
    "path": check_path,
    "field": check_field,
    "header": check_header,
    "basic": check_basic,
    "hmac": check_hmac,
    "bearer": check_bearer,
    "vonage": check_vonage,
}
"""Each raises SignatureError when the proof is missing or wrong."""
