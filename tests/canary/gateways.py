"""Messages through every other gateway and turns of its menus, signed as each signs, and spoiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from sms.gateways import base
from tests.canary import carriers, twilio
from tests.canary.door import FORM_TYPE, Door, words
from tests.canary.marks import Person
from tests.samples import VALUES, Case

Channel = Callable[[Door, Person, int], int]
Build = Callable[[Case, Person], base.Request]


def through(label: str) -> Channel:
    """The channel of one gateway by its sample's label."""

    def send(door: Door, person: Person, turn: int) -> int:
        case = _mark(carriers.load(door.instance.url)[label], person, turn)
        return _carry(door, person, SPOILED[turn % len(SPOILED)](case, person))

    return send


def _mark(case: Case, person: Person, turn: int) -> Case:
    """The sample with a person's marks wherever it has room for them."""
    usual = {**VALUES, **case.table.get("values", {})}["sender"]
    now = datetime.now(UTC)
    values = {
        "sender": person.number if usual.startswith("+") else person.number[1:],
        "id": f"{person.word}{turn}" if turn % 3 else person.number[1:],
        "text": words(person, turn),
        "name": person.name,
        "unix": str(int(now.timestamp())),
        "iso": now.isoformat(timespec="milliseconds"),
    }
    return replace(case, table={**case.table, "values": values})


def _carry(door: Door, person: Person, request: base.Request) -> int:
    headers = {"Content-Type": request.content_type, **request.headers}
    # A header is Latin-1: what cannot stand there comes as the bytes of UTF-8.
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    return door.knock(person, request.method, request.path, request.body, sent)


def _good(case: Case, _person: Person) -> base.Request:
    return case.build(at=datetime.now(UTC))


def _forged(case: Case, _person: Person) -> base.Request:
    return case.build_forged()


def _unsigned(case: Case, _person: Person) -> base.Request:
    return case.build_without_proof()


def _missing(case: Case, _person: Person) -> base.Request:
    return case.build(without=(case.table["missing"] or ["nothing"])[-1], at=datetime.now(UTC))


def _stale(case: Case, _person: Person) -> base.Request:
    return case.build()


def _broken_off(case: Case, _person: Person) -> base.Request:
    whole = _good(case, _person)
    return case.sign(replace(whole, body=whole.body[: len(whole.body) // 2]), datetime.now(UTC))


def _ill_encoded(case: Case, person: Person) -> base.Request:
    body = b"\xff\xfe\x00" + person.word.encode("utf-16") + person.number.encode() * 50
    return case.sign(replace(_good(case, person), body=body), datetime.now(UTC))


def _oversized(case: Case, person: Person) -> base.Request:
    return case.build(text=f"{person.word} {person.number} " * 12_000, at=datetime.now(UTC))


def _in_address(case: Case, person: Person) -> base.Request:
    query = urlencode({"hub.mode": "subscribe", "hub.challenge": person.word, "from": person.number})
    whole = _good(case, person)
    return replace(whole, method="GET", path=f"{whole.path.split('?')[0]}?{query}", body=b"")


SPOILED: tuple[Build, ...] = (
    _good,
    _good,
    _good,
    _forged,
    _unsigned,
    _missing,
    _stale,
    _broken_off,
    _ill_encoded,
    _oversized,
    _in_address,
)


def dial(door: Door, person: Person, turn: int) -> int:
    """A USSD session from its first screen to its end, and the notice that it is over."""
    path = f"/gateways/ussd/{carriers.SECRET if turn % 5 else person.name}"
    session = {
        "sessionId": f"{person.word}{turn}",
        "phoneNumber": person.number,
        "serviceCode": f"*384*{person.number[1:]}#",
        "networkCode": person.handle,
    }
    said = ["1", words(person, turn).replace("*", " "), f"Kencom {person.word}", person.name, "1"]
    for upto in range(len(said) + 1):
        status = door.post(person, path, {**session, "text": "*".join(said[:upto])})
    over = {"durationInMillis": "9000", "hopsCount": "3", "input": "*".join(said), "lastAppResponse": said[1]}
    door.post(person, path, {**session, **over})
    return status


def call(door: Door, person: Person, turn: int) -> int:
    """A call to the menu, key by key, and its status when it is over."""
    told = {
        "CallSid": f"CA{person.word}{turn}",
        "From": person.number,
        "Caller": person.number,
        "CallerName": person.name,
        "FromCity": person.word,
        "To": "+15550100",
    }
    for keys in ("", "1", "1", person.number[1:], "2", "1"):
        form = {**told, "CallStatus": "in-progress", "Digits": keys, "SpeechResult": words(person, turn)}
        status = _speak(door, person, turn, form)
    _speak(
        door,
        person,
        turn,
        {**told, "CallStatus": "completed", "RecordingUrl": f"https://{person.handle[1:]}"},
    )
    return status


def _speak(door: Door, person: Person, turn: int, form: dict[str, str]) -> int:
    path = "/gateways/voice"
    proof = twilio.sign(door, form, path) if turn % 5 else {"X-Twilio-Signature": person.name}
    return door.knock(person, "POST", path, urlencode(form).encode(), {"Content-Type": FORM_TYPE, **proof})
