"""Proofs of origin: secrets compared in constant time, stamps in their window, addresses on a list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sms import errors
from sms.gateways import base, moment

MAX_AGE = timedelta(minutes=5)
"""How far a signed stamp may lie from now, either way: the window Slack and Stripe use."""


def check_method(request: base.Request, allowed: Collection[str] = ("POST",)) -> None:
    """Let POST pass. GET would put number and words into every log of addresses on the way (P1).

    Raises:
        MethodError: another method than the allowed ones.
    """
    if request.method.upper() not in allowed:
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


def check_path_secret(request: base.Request, expected: str) -> None:
    """Let a request pass whose path ends with the secret, for gateways that prove nothing themselves.

    Raises:
        SignatureError: its last segment is another.
    """
    check_secret(request.path.partition("?")[0].rstrip("/").rpartition("/")[2], expected)


def check_hmac(given: str | None, key: str, payload: bytes, algorithm: str = "sha256") -> None:
    """Let the hexadecimal HMAC of the payload pass, in either case; an empty key lets nothing pass.

    Raises:
        SignatureError: it is missing or another.
    """
    expected = hmac.new(key.encode(), payload, algorithm).hexdigest() if key else ""
    check_secret((given or "").strip().lower(), expected)


def check_fresh(sent_at: datetime | None, now: datetime, max_age: timedelta = MAX_AGE) -> None:
    """Let a signed stamp near now pass: an older one is a replay.

    Raises:
        SignatureError: there is none, or it is too old, or it lies in the future.
    """
    if sent_at is None or abs(now - sent_at) > max_age:
        raise errors.SignatureError("stale or missing timestamp")


def check_peer(request: base.Request, allowed: Sequence[str]) -> None:
    """Let requests from the allowed addresses and networks pass; an empty list lets every one pass.

    Raises:
        SignatureError: it comes from elsewhere, or the web layer did not say from where.
    """
    if not allowed:
        return
    try:
        peer = ipaddress.ip_address(request.peer_address or "")
    except ValueError:
        raise errors.SignatureError("unknown peer") from None
    if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped:
        peer = peer.ipv4_mapped
    if not any(peer in ipaddress.ip_network(network, strict=False) for network in allowed):
        raise errors.SignatureError("peer not allowed")


def find_bad_networks(allowed: Sequence[str]) -> list[str]:
    """What is wrong with a list for `check_peer`, told at start rather than at the first request."""
    problems = []
    for network in allowed:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            problems.append(f"{network!r} is neither address nor network")
    return problems


def check_bearer(request: base.Request, key: str) -> None:
    """Let a request pass whose bearer token is a JWT signed with HS256, in its time and for our address.

    Checked here and not by a library: those read the clock themselves and print short keys' lengths.

    Raises:
        SignatureError: the token is missing, another's, stale or meant for another address (RFC 7519, 4.1).
    """
    scheme, _, token = (request.find_header("Authorization") or "").partition(" ")
    signed, _, given = token.strip().rpartition(".")
    if scheme.lower() != "bearer" or not key:
        raise errors.SignatureError("missing token")
    digest = hmac.new(key.encode(), signed.encode("utf-8", "replace"), hashlib.sha256).digest()
    check_secret(given.rstrip("="), base64.urlsafe_b64encode(digest).decode().rstrip("="))
    header, _, claims = signed.partition(".")
    if _read_token_part(header).get("alg") != "HS256":
        raise errors.SignatureError("unexpected algorithm")
    _check_claims(_read_token_part(claims), request)


def _check_claims(claims: dict[str, Any], request: base.Request) -> None:
    expires_at = moment.read_time(claims.get("exp"))
    begins_at = moment.read_time(claims.get("nbf"))
    if expires_at is None or expires_at < request.now or (begins_at and begins_at > request.now + MAX_AGE):
        raise errors.SignatureError("stale or missing timestamp")
    if claims.get("aud") and claims["aud"] not in (request.url, [request.url]):
        raise errors.SignatureError("token for another address")


def _read_token_part(part: str) -> dict[str, Any]:
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error):
        raise errors.SignatureError("unreadable token") from None
    return value if isinstance(value, dict) else {}
