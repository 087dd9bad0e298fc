"""An organizer at work: what they type is what reporters said, so that it may be found no more than theirs.

What they publish on purpose, a service, a reply's wording, is theirs: there the marks stand in what is
refused, and in everything around the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import uuid4

from tests import city
from tests.canary.door import FORM_TYPE, Answer, Door, words
from tests.canary.marks import Person

SIGN_IN = "/console/sign-in"
REPORT = re.compile(r'action="(/console/reports/[0-9a-f-]{36})/accept')
PLACE = re.compile(r'name="place_id" value="(\d+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
ZONE = re.compile(r'href="(/console/zones/[0-9a-f-]{36})"')
CHALLENGE = re.compile(r'name="challenge" value="([0-9a-f]+)"')
SENDING = ("android", "vonage", "whatsapp", "africastalking")
"""Gateways that can begin a conversation."""


def work(door: Door, person: Person, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
    """The answer to a signed-in organizer; signs in again where the session has ended."""
    body = urlencode(form).encode() if form is not None else b""
    for _ in range(2):
        cookies = "; ".join(f"{name}={value}" for name, value in door.desk.items())
        answer = door.ask(person, method, path, body, {"Content-Type": FORM_TYPE, "Cookie": cookies})
        if answer.status != 401 and not answer.location.startswith(SIGN_IN):
            break
        _sign_in(door, person)
    return answer


def _sign_in(door: Door, person: Person) -> None:
    form = {"username": city.ORGANIZER.username, "passphrase": city.ORGANIZER.passphrase}
    answer = door.ask(person, "POST", SIGN_IN, urlencode(form).encode(), {"Content-Type": FORM_TYPE})
    for cookie in answer.cookies:
        name, _, value = cookie.partition("=")
        door.desk[name] = value


def take_call(door: Door, person: Person, turn: int) -> int:
    """Operator mode: a caller's story typed in, and the receipt read out."""
    work(door, person, "GET", f"/console/calls/?{urlencode({'from': person.number})}")
    told = {
        "text": words(person, turn),
        "place": ("Kencom", f"{person.word} road", person.email)[turn % 3],
        "category": "following" if turn % 4 else person.handle,
        "token": f"{person.word}{turn}",
        person.word: person.number,
    }
    answer = work(door, person, "POST", "/console/calls/", told)
    work(door, person, "GET", answer.location or f"/console/calls/done?once={person.number}")
    return answer.status


def test_gateway(door: Door, person: Person, turn: int) -> int:
    """A test message to the number of someone who helps to set a gateway up."""
    number = (person.number, f"{person.number[:4]} {person.number[4:]}", person.name)[turn % 3]
    path = f"/console/gateways/{SENDING[turn % len(SENDING)]}/test"
    return work(door, person, "POST", path, {"number": number, person.word: person.email}).status


def word_replies(door: Door, person: Person, turn: int) -> int:
    """A wording that is looked at or refused, and one of ours put back."""
    form = {"in": "en", "key": "noted", "template": f"{person.name} harassment {person.word}"}
    act = ("preview", "store", "reset")[turn % 3]
    return work(door, person, "POST", "/console/replies/", form | {"act": act, "by": person.email}).status


def keep_account(door: Door, person: Person, turn: int) -> int:
    """Second factors, passphrases and sessions of one's own, all with what does not fit."""
    page = work(door, person, "GET", f"/console/me/?{urlencode({'who': person.email})}")
    shown = CHALLENGE.search(page.text)
    device = {
        "challenge": shown[1] if shown else person.word,
        "name": person.name,
        "passkey": json.dumps({"id": person.word, "rawId": person.word, "response": {"x": person.number}}),
    }
    door.post(person, SIGN_IN, {"username": person.name, "passphrase": person.word, **device})
    door.post(person, "/console/sign-out", device)
    tried: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("passkeys", device),
        (f"passkeys/{uuid4()}/remove", device),
        ("code", {"secret": person.word.encode().hex(), "code": person.number}),
        ("code/off", {"code": person.number}),
        ("passphrase", {"old": person.word, "new": f"{person.name} {person.word}"}),
        (f"sessions/{uuid4()}/end", device),
    )
    path, form = tried[turn % len(tried)]
    return work(door, person, "POST", f"/console/me/{path}", form).status


def learn_place(door: Door, person: Person, turn: int) -> int:
    """Three reports corrected to one place that tells of someone, accepted, proposed, and put away."""
    page = work(door, person, "GET", "/console/reports/")
    for path in dict.fromkeys(REPORT.findall(page.text)[:3] if turn % 5 == 0 else ()):
        kencom = PLACE.search(work(door, person, "GET", f"{path}?place=Kencom").text)
        corrected = {
            "place_id": kencom[1] if kencom else person.word,
            "place_phrase": f"{person.word} House",
            "verification": "verified" if turn % 2 else person.handle,
            "category": "following",
        }
        work(door, person, "POST", f"{path}/correct", corrected)
        work(door, person, "POST", f"{path}/accept", {"why": person.name})
    proposed = KEY.search(work(door, person, "GET", "/console/places/").text)
    key = {"key": proposed[1] if proposed and turn % 2 else person.name, "name": person.word, "kind": "x"}
    work(door, person, "POST", "/console/places/confirm", key)
    for act in ("take-back", "let-back"):
        work(door, person, "POST", f"/console/places/{uuid4()}/{act}", key)
    return work(door, person, "POST", "/console/places/dismiss", key).status


def judge(door: Door, person: Person, turn: int) -> int:
    """Every act on a report: on one that waits, and on none."""
    page = work(door, person, "GET", f"/console/reports/?{urlencode({'act': person.word})}")
    path = (*REPORT.findall(page.text), f"/console/reports/{uuid4()}")[0]
    marked = {"into": person.word, "about": person.handle, "place_phrase": words(person, turn)}
    work(door, person, "POST", f"{path}/{('ask', 'merge', 'correct')[turn % 3]}", marked)
    work(door, person, "POST", f"{path}/ask", {"about": "place"})
    work(door, person, "POST", f"{path}/merge", {"into": str(uuid4())})
    work(door, person, "POST", f"{path}/correct", marked | {"verification": "verified"})
    return work(door, person, "POST", f"{path}/{('keep', 'accept', person.word)[turn % 3]}", marked).status


def bring_in(door: Door, person: Person, turn: int) -> int:
    """Rows of another platform, looked at and stored, with who wrote them in every column."""
    header = "Title,Description,Location,Phone,Email,Author,IP"
    row = f'"{person.word}","{words(person, 0)}","Kencom Stage",{person.number},{person.email},{person.name}'
    form = {
        "rows": f"{header}\n{row},{person.forwarded}\n" if turn % 4 else f"{person.word}\n{person.number}",
        "source": "crowdmap",
        "act": "store" if turn % 2 else "look",
    }
    return work(door, person, "POST", "/console/imports/", form).status


def keep_zones(door: Door, person: Person, turn: int) -> int:
    """What organizers write of a nominated zone, which is sealed until it is shown, and groups' codes."""
    found = ZONE.search(work(door, person, "GET", "/console/zones/").text)
    path = found[1] if found else f"/console/zones/{uuid4()}"
    told = {"name": person.name, "district": person.word, "hours": person.number, "address": person.email}
    work(door, person, "POST", path, told | {"audience": words(person, turn)})
    work(door, person, "POST", f"{path}/{('reject', person.word)[turn % 2]}", told)
    work(door, person, "POST", f"/console/zones/groups/{uuid4()}/remove", told)
    return work(door, person, "POST", "/console/zones/groups", {"group": "", "by": person.name}).status


def administer(door: Door, person: Person, turn: int) -> int:
    """Forms of what is public or about organizers, filled in so that nothing is stored."""
    marked = {
        "nickname": person.name,
        "phone": person.number,
        "about": words(person, turn),
        "why": person.word,
    }
    tried: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("services/", marked),
        (f"services/{uuid4()}", marked),
        (f"services/{uuid4()}/remove", marked),
        ("services/import", {"rows": f"{person.word}\n{person.number}"}),
        ("organizers/", {"username": f"{person.name} {person.email}", "roles": person.word}),
        (f"organizers/{uuid4()}/roles", marked),
        (f"organizers/{uuid4()}/reset", marked),
        (f"organizers/{uuid4()}/remove", marked),
        (f"organizers/{uuid4()}/reset", marked),
        ("numbers/out", {"why": person.word[:5], "by": person.name}),
        ("numbers/out/agree", {"reference": person.word}),
        ("numbers/out/refuse", marked),
        ("numbers/out/file", marked),
    )
    for path, form in tried[turn % 3 :: 3]:
        answer = work(door, person, "POST", f"/console/{path}", form)
    return answer.status


Acts = Mapping[str, Callable[[Door, Person, int], int]]
CHANNELS: Acts = {
    "operator mode": take_call,
    "gateways' tests": test_gateway,
    "replies' wordings": word_replies,
    "accounts and passkeys": keep_account,
    "learned places": learn_place,
    "judging": judge,
    "imports": bring_in,
    "zones in the console": keep_zones,
    "administration": administer,
}
