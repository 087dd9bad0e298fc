"""Twilio voice: a menu by keypad for people who don't read. Nothing is recorded, no speech is recognised.

Form and TwiML: Twilio docs, "Voice webhooks" and "Gather". Requests are signed as its messages are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from twilio.twiml import voice_response

from sms.gateways import fields, twilio, words
from sms.gateways.base import Answer, Request
from sms.gateways.turn import Step, Turn
from sms.message import Inbound

OVER: Final = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The statuses in which nobody listens any more."""
LANGUAGES: Final = {
    "en": "en-US",
    "ar": "ar-XA",
    "sw": "sw-KE",
    "hi": "hi-IN",
    "es": "es-MX",
    "fr": "fr-FR",
    "fil": "fil-PH",
}
"""Our languages by the tags of `Say`. Where no voice speaks one, `Settings.voices` or a recording helps."""
NOBODY: Final = frozenset(
    {
        "anonymous",
        "restricted",
        "unavailable",
        "unknown",
        "+266696687",
        "+7378742833",
        "+17378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
    }
)
"""What stands for a withheld number (Twilio docs, "Blocked caller IDs"): taken as a sender, it would give all
such callers one pseudonym and let one continue another's report."""
NAME: Final = "voice"
PAUSE_S = 2
WAIT_S = 8
"""How long a caller may take for a key: menus are heard with someone else in the room."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The account, the menu's own public address, and a `Say` voice by language where one is needed."""

    account: twilio.Settings
    action_url: str
    voices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """The adapter: `check`, then `read`, then `answer` with the step that the dialog chose."""

    settings: Settings
    name: str = NAME

    def check(self, request: Request) -> None:
        """Let requests signed with the account's token over the configured address pass."""
        twilio.Twilio(self.settings.account).check(request)

    def read(self, request: Request) -> Turn:
        """The turn in a request; its inputs are this request's keys, since Twilio repeats no earlier ones.

        Raises:
            MalformedError: the call's id is missing.
        """
        form = fields.read_form(request)
        keys = words.to_text(form.get("Digits"))
        sender = fields.find_address(form, "From", "Caller") or ""
        inbound = Inbound(
            gateway=self.name,
            message_id=fields.get_required(form, "CallSid"),
            sender=None if sender.casefold() in NOBODY else sender or None,
            text=keys,
            recipient=fields.find_address(form, "To", "Called"),
        )
        is_over = form.get("CallStatus", "").lower() in OVER
        return Turn(inbound=inbound, inputs=(keys,) if keys else (), is_over=is_over)

    def answer(self, step: Step) -> Answer:
        """The step, read aloud or played, waiting for keys; said once more on silence, then hung up.

        The last one is said again, too: who cannot read has to write down what was heard.
        """
        response = voice_response.VoiceResponse()
        for _ in range(2):
            if step.is_last:
                self._say(response, step)
                response.pause(length=PAUSE_S)
            else:
                gather = response.gather(
                    input="dtmf",
                    action=self.settings.action_url,
                    method="POST",
                    timeout=WAIT_S,
                    num_digits=step.digits or None,
                    finish_on_key="#",
                )
                self._say(gather, step)
        response.hangup()
        return Answer(content_type="text/xml; charset=utf-8", body=str(response).encode())

    def _say(self, verb: voice_response.VoiceResponse | voice_response.Gather, step: Step) -> None:
        if step.audio_url:
            verb.play(step.audio_url)
            return
        for tag, text in step.spoken or ((step.language, step.text),):
            verb.say(text, language=LANGUAGES.get(tag, tag), voice=self.settings.voices.get(tag))
