"""Africa's Talking USSD: a menu that leaves no message on the phone.

Form: Africa's Talking docs, "USSD". Each request holds all inputs so far, joined by `*`; an answer begins
with CON to go on or END to close. Nothing is signed: a secret path segment and a list of addresses stand in.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from sms import segments
from sms.gateways import fields, signature, words
from sms.gateways.base import Answer, Request
from sms.gateways.turn import Step, Turn
from sms.message import Inbound

MAX_CHARS: Final = 182
"""A screen of GSM-7 (3GPP TS 23.038, 5); with any other character it holds `MAX_UCS2_CHARS`."""
MAX_UCS2_CHARS: Final = 80
END_FIELDS: Final = frozenset({"durationInMillis", "hopsCount"})
"""What the notice of a closed session carries and its turns do not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A USSD code. `path_secret` ends the webhook's path; `allowed` holds the service's addresses, if any."""

    path_secret: str = field(repr=False)
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ussd:
    """The adapter: `check`, then `read`, then `answer` with the step that the dialog chose."""

    settings: Settings
    name: str = "ussd"

    def check(self, request: Request) -> None:
        """Let requests pass that know the secret path and come from an allowed address."""
        signature.check_method(request)
        signature.check_size(request)
        signature.check_path_secret(request, self.settings.path_secret)
        signature.check_peer(request, self.settings.allowed)

    def read(self, request: Request) -> Turn:
        """The turn in a request.

        Raises:
            MalformedError: session, number or inputs are missing.
        """
        form = fields.read_flat(request)
        is_over = form.keys() >= END_FIELDS
        typed = words.read_words(form.get("input")) if is_over else fields.get_words(form, "text")
        inputs = tuple(typed.split("*")) if typed else ()
        inbound = Inbound(
            gateway=self.name,
            message_id=fields.get_required(form, "sessionId"),
            sender=fields.get_required(form, "phoneNumber"),
            text=inputs[-1] if inputs else "",
            recipient=fields.find_address(form, "serviceCode"),
        )
        return Turn(inbound=inbound, inputs=inputs, is_over=is_over)

    def answer(self, step: Step) -> Answer:
        """The step as a screen; the notice of a closed session takes any answer."""
        return Answer(body=f"{'END' if step.is_last else 'CON'} {step.text}".encode())


def to_plain(text: str) -> str:
    """The text without the marks that GSM-7 lacks, where that is all that keeps it out; else as it was."""
    parted = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u00a0", " "))
    plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
    return plain if segments.count(plain).encoding == "GSM-7" else text


def is_one_screen(text: str) -> bool:
    """Whether a text fits one screen of any phone."""
    size = segments.count(text)
    return size.units <= (MAX_CHARS if size.encoding == "GSM-7" else MAX_UCS2_CHARS)
