"""Texts through Twilio's webhook, as they should be and spoiled."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from app.demo import phone
from tests.canary.door import FORM_TYPE, Door, marked_headers, words
from tests.canary.instance import TOKEN
from tests.canary.marks import Person

WEBHOOK = "/gateways/twilio"


def send_text(door: Door, person: Person, turn: int) -> int:
    """A text through Twilio, in order and out of order."""
    return _send(door, person, turn, person.number)


def send_by_whatsapp(door: Door, person: Person, turn: int) -> int:
    """The same by WhatsApp, whose senders Twilio names so."""
    return _send(door, person, turn, f"whatsapp:{person.number}")


def _send(door: Door, person: Person, turn: int, sender: str) -> int:
    form = phone.make_form(words(person, turn), sender) | {
        "ProfileName": person.name,
        "FromCity": person.word,
        "WaId": person.number[1:],
        "MessageSid": "SM" + person.number[1:].ljust(32, "0"),
    }
    form["MessageSid"] = phone.make_form("", "")["MessageSid"] if turn % 3 else form["MessageSid"]
    return SPOILED[turn % len(SPOILED)](door, person, form)


def sign(door: Door, form: Mapping[str, str], path: str = WEBHOOK) -> dict[str, str]:
    signature = RequestValidator(TOKEN).compute_signature(door.instance.url + path, form)
    return {"Content-Type": FORM_TYPE, "X-Twilio-Signature": signature}


def _good(door: Door, person: Person, form: dict[str, str]) -> int:
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), sign(door, form))


def _unsigned(door: Door, person: Person, form: dict[str, str]) -> int:
    headers = {"Content-Type": FORM_TYPE, "X-Twilio-Signature": person.name}
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), headers)


def _in_address(door: Door, person: Person, form: dict[str, str]) -> int:
    path = f"{WEBHOOK}?{urlencode(form)}"
    return door.knock(person, "GET", path, b"", sign(door, {}, path))


def _missing(door: Door, person: Person, form: dict[str, str]) -> int:
    rest = {name: value for name, value in form.items() if not name.endswith("Sid")}
    return door.knock(person, "POST", WEBHOOK, urlencode(rest).encode(), sign(door, rest))


def _ill_encoded(door: Door, person: Person, form: dict[str, str]) -> int:
    body = urlencode(form).encode() + b"&Body=%FF%FE%00" + person.word.encode("utf-16") + b"&" * 50
    return door.knock(
        person, "POST", WEBHOOK, body, {**sign(door, form), "Content-Type": f"{FORM_TYPE}; charset=utf-7"}
    )


def _as_json(door: Door, person: Person, form: dict[str, str]) -> int:
    body = json.dumps(form)[:-1].encode()  # broken off
    return door.knock(
        person, "POST", WEBHOOK, body, {"Content-Type": "application/json", "X-Twilio-Signature": "x"}
    )


def _oversized(door: Door, person: Person, form: dict[str, str]) -> int:
    form = form | {"Body": f"{person.word} {person.number} " * 12_000}
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), sign(door, form))


def _broken_off(door: Door, person: Person, form: dict[str, str]) -> int:
    head = "".join(f"{name}: {value}\r\n" for name, value in marked_headers(person).items())
    start = f"POST {WEBHOOK} HTTP/1.1\r\nHost: {person.name}\r\n{head}Content-Length: 9999\r\n\r\n"
    return door.shout(person, start.encode() + urlencode(form).encode())


SPOILED: tuple[Callable[[Door, Person, dict[str, str]], int], ...] = (
    _good,
    _good,
    _good,
    _unsigned,
    _in_address,
    _missing,
    _ill_encoded,
    _as_json,
    _oversized,
    _broken_off,
    _good,
)
