"""A phone that texts us through Twilio, as far as a webhook can tell."""

from __future__ import annotations

import secrets

OUR_NUMBER = "+15550100"


def make_form(text: str, sender: str) -> dict[str, str]:
    """The fields of one text as Twilio posts them."""
    sid = "SM" + secrets.token_hex(16)
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": sender,
        "To": OUR_NUMBER,
        "Body": text,
        "NumMedia": "0",
        "NumSegments": "1",
    }
