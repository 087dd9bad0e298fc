"""What can go wrong between a gateway's request and a meaning; no message holds a sender or a text."""

from __future__ import annotations


class SmsError(Exception):
    """Base of this room's errors."""


class SignatureError(SmsError):
    """The request does not prove that it comes from the gateway: refuse it (403)."""


class MalformedError(SmsError):
    """A signed or signable request lacks what the gateway always sends: refuse it (400)."""


class MethodError(MalformedError):
    """A gateway is set to GET, which puts number and words into addresses: set it to POST there (405)."""


class RedactionError(SmsError):
    """Redaction could not finish: the text must not be kept (P3 fails closed)."""
