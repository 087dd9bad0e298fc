"""What reporters do on the web: report, look for a place, come back, nominate a zone, look for help."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode
from uuid import uuid4

from app.zones.door import PARAMETERS
from tests.canary.door import FORM_TYPE, Door, words
from tests.canary.instance import ZONE
from tests.canary.marks import Person

ACTS = ("add", "look", "help", "correct", "better", "withdraw")


def send_form(door: Door, person: Person, turn: int) -> int:
    """The report form, sent as it should be and as it should not; often enough to be limited."""
    fields = {
        "text": words(person, turn),
        "place": ("Kencom", f"{person.word} road", person.email)[turn % 3],
        "category": ("following", "", person.handle)[turn % 3 if turn % 5 == 0 else 0],
        "day": ("", "2026-01-05", person.number)[turn % 3 if turn % 7 == 0 else 0],
        "part_of_day": "night" if turn % 11 else person.name,
        "token": person.name if turn % 2 else "",
        person.word: person.handle,
    }
    query = f"?lang={person.word[:8]}&from={quote(person.number)}" if turn % 4 == 0 else ""
    body, kind = urlencode(fields).encode(), FORM_TYPE
    if turn % 6 == 5:
        body, kind = _multipart(fields, person), "multipart/form-data; boundary=edge"
    return door.knock(person, "POST", f"/report{query}", body, {"Content-Type": kind})


def _multipart(fields: Mapping[str, str], person: Person) -> bytes:
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    file = f'--edge\r\nContent-Disposition: form-data; name="photo"; filename="{person.name}.jpg"\r\n\r\n'
    return ("".join(parts) + file + f"{person.number} {person.email} " * 2000 + "\r\n--edge--\r\n").encode()


def suggest(door: Door, person: Person, turn: int) -> int:
    """What the form asks while a place is typed or tapped."""
    typed = (f"{person.word} near Kencom", person.name, f"{person.number} {person.email}")[turn % 3]
    kind = {"Content-Type": FORM_TYPE}
    door.knock(
        person, "POST", "/places/cell", urlencode({"where": person.word, "text": typed}).encode(), kind
    )
    return door.knock(person, "POST", "/places/suggest", urlencode({"text": typed}).encode(), kind)


def come_back(door: Door, person: Person, turn: int) -> int:
    """The page for receipts: words that are none, words of nobody's, and marks wherever it reads."""
    fields = {
        "receipt": (f"{person.name} {person.word}", "abacus abdomen abdominal abide abiding ability")[
            turn % 2
        ],
        "act": ("add", "withdraw", "correct", person.handle)[turn % 4],
        "text": words(person, turn),
    }
    kind = {"Content-Type": FORM_TYPE}
    door.knock(person, "GET", f"/report/thanks?once={quote(person.email)}")
    return door.knock(person, "POST", "/receipt", urlencode(fields).encode(), kind)


def use_receipt(door: Door, person: Person, turn: int) -> int:
    """A report by the form, and whatever its receipt is good for."""
    sent = {"text": words(person, 0), "place": "Kencom Stage", "token": f"{person.word}{turn}"}
    kind = {"Content-Type": FORM_TYPE}
    thanked = door.ask(person, "POST", "/report", urlencode(sent).encode(), kind).location
    page = door.ask(person, "GET", thanked).text if thanked.startswith("/report/thanks") else ""
    shown = re.search(r"<strong>([^<]+)</strong>", page)
    fields = {
        "receipt": shown[1] if shown else person.word,
        "act": ACTS[turn % len(ACTS)],
        "text": words(person, turn),
        "token": person.name,
    }
    return door.post(person, "/receipt", fields)


def visit_zones(door: Door, person: Person, turn: int) -> int:
    """A nomination, its code handed on, and a visitor's marks."""
    told = {
        "name": f"{person.name} at Blue Mosque",
        "note": words(person, turn),
        "district": person.word,
        "hours": f"call {person.number}",
        "audience": person.email,
        "offers": person.handle,
        "group_code": person.number if turn % 2 else "",
    } | ({"is_hidden": "1"} if turn % 3 else {})
    door.post(person, "/safe-zones/nominate", told)
    door.post(person, "/safe-zones", {"district": person.word, person.word: person.number})
    door.post(person, "/safe-zones/vouch", {"code": person.number, "group_code": person.word})
    door.post(person, "/safe-zones", {"district": f"{person.word} {person.number}"})
    marks = dict.fromkeys(PARAMETERS, str(turn % 4) if turn % 3 else person.name) | {person.word: person.name}
    zone = ZONE if turn % 4 else uuid4()
    return door.post(person, f"/safe-zones/{zone}/visit?{urlencode({'who': person.email})}", marks)


def find_help(door: Door, person: Person, turn: int) -> int:
    """Services near a place that tells who asks."""
    near = ("Kencom", f"{person.word} near Moi Avenue", f"{person.name} {person.number}")[turn % 3]
    door.knock(person, "GET", f"/help?{urlencode({'need': person.word, 'place': person.email})}")
    return door.post(person, "/help", {"place": near, "need": ("legal", person.handle)[turn % 2]})


def post_open311(door: Door, person: Person, turn: int) -> int:
    """A service request of another program, with everything the standard lets it say of people."""
    told = {
        "description": words(person, turn),
        "service_code": ("following", person.word)[turn % 2],
        "address_string": f"Kencom Stage, {person.name}",
        "email": person.email,
        "device_id": person.handle,
        "account_id": person.word,
        "first_name": person.name,
        "last_name": person.name,
        "phone": person.number,
        "media_url": f"http://{person.forwarded}/{person.word}.jpg",
        "jurisdiction_id": person.word,
    }
    return door.post(person, ("/requests.json", "/open311/v2/requests.json")[turn % 2], told)


def post_ushahidi(door: Door, person: Person, turn: int) -> int:
    """A post of Ushahidi's form, with its author."""
    post = {
        "title": f"{person.word} near Kencom Stage",
        "content": words(person, turn),
        "author_email": person.email,
        "author_realname": person.name,
        "contact": {"type": "phone", "contact": person.number},
        "source": person.handle,
        "post_content": [{"fields": [{"value": {"value": person.word}}]}],
    }
    body = json.dumps(post)[: None if turn % 4 else -1].encode()
    return door.knock(person, "POST", "/api/v5/posts", body, {"Content-Type": "application/json"})
