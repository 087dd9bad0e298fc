"""The doors a canary goes through. A new channel joins by one line in CHANNELS."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from twilio.request_validator import RequestValidator

from app.demo import phone
from tests.canary.instance import TOKEN, Instance
from tests.canary.marks import Person

WEBHOOK = "/gateways/twilio"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Door:
    """Sends one request as one person: from an address of theirs, with all their marks in its headers."""

    instance: Instance

    def knock(
        self,
        person: Person,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """The status, or 0 where the connection broke."""
        link = http.client.HTTPConnection(
            "127.0.0.1", self.instance.port, timeout=10, source_address=(person.address, 0)
        )
        try:
            link.request(method, path, body, {**marked_headers(person), **(headers or {})})
            answer = link.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            link.close()

    def shout(self, person: Person, raw: bytes) -> int:
        """Send bytes that are no request, or half a one, and hang up; the status of the answer, or 0."""
        try:
            with socket.create_connection(
                ("127.0.0.1", self.instance.port), timeout=5, source_address=(person.address, 0)
            ) as link:
                link.sendall(raw)
                link.shutdown(socket.SHUT_WR)
                answer = link.recv(4096)
        except OSError:
            return 0
        return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def marked_headers(person: Person) -> dict[str, str]:
    """Everything a proxy, a browser or a phone might say of its owner."""
    return {
        "User-Agent": person.agent,
        "X-Forwarded-For": person.forwarded,
        "X-Real-IP": person.forwarded,
        "Forwarded": f"for={person.forwarded};by={person.address}",
        "Referer": f"http://{person.handle[1:]}.example/{person.name}",
        "From": person.email,
        "Cookie": f"who={person.handle}; safelight_key={person.number}; safelight_session={person.word}",
        "Accept-Language": f"sw-{person.word[:8]},{person.name};q=0.5",
        "X-Phone": person.number,
    }


def words(person: Person, turn: int) -> str:
    """A text that tells who wrote it in every way texts do."""
    said = (
        f"I am {person.name}, a man followed me near Kencom Stage. {person.word}",
        f"{person.word} call me {person.number} or {person.email}, {person.handle} at Moi Avenue",
        f"Alinifuata {person.word} karibu na Msikiti wa Bluu. Jina langu ni {person.name}",
        f"He grabbed {person.name} at {person.word} last night {person.handle} http://{person.forwarded}/x",
        f"{person.word} {person.word[::-1]} {person.number} تحرش بي رجل {person.name}",
        f"STOP {person.word}",
    )
    return said[turn % len(said)]


def send_text(door: Door, person: Person, turn: int) -> int:
    """A text through the gateway's webhook, in order and out of order."""
    form = phone.make_form(words(person, turn), person.number) | {
        "ProfileName": person.name,
        "FromCity": person.word,
        "WaId": person.number[1:],
        "MessageSid": "SM" + person.number[1:].ljust(32, "0"),
    }
    form["MessageSid"] = phone.make_form("", "")["MessageSid"] if turn % 3 else form["MessageSid"]
    return SPOILED[turn % len(SPOILED)](door, person, form)


def _sign(door: Door, form: Mapping[str, str], path: str = WEBHOOK) -> dict[str, str]:
    signature = RequestValidator(TOKEN).compute_signature(door.instance.url + path, form)
    return {"Content-Type": FORM_TYPE, "X-Twilio-Signature": signature}


def _good(door: Door, person: Person, form: dict[str, str]) -> int:
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), _sign(door, form))


def _unsigned(door: Door, person: Person, form: dict[str, str]) -> int:
    headers = {"Content-Type": FORM_TYPE, "X-Twilio-Signature": person.name}
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), headers)


def _in_address(door: Door, person: Person, form: dict[str, str]) -> int:
    path = f"{WEBHOOK}?{urlencode(form)}"
    return door.knock(person, "GET", path, b"", _sign(door, {}, path))


def _missing(door: Door, person: Person, form: dict[str, str]) -> int:
    rest = {name: value for name, value in form.items() if not name.endswith("Sid")}
    return door.knock(person, "POST", WEBHOOK, urlencode(rest).encode(), _sign(door, rest))


def _ill_encoded(door: Door, person: Person, form: dict[str, str]) -> int:
    body = urlencode(form).encode() + b"&Body=%FF%FE%00" + person.word.encode("utf-16") + b"&" * 50
    return door.knock(
        person, "POST", WEBHOOK, body, {**_sign(door, form), "Content-Type": f"{FORM_TYPE}; charset=utf-7"}
    )


def _as_json(door: Door, person: Person, form: dict[str, str]) -> int:
    body = json.dumps(form)[:-1].encode()  # broken off
    return door.knock(
        person, "POST", WEBHOOK, body, {"Content-Type": "application/json", "X-Twilio-Signature": "x"}
    )


def _oversized(door: Door, person: Person, form: dict[str, str]) -> int:
    form = form | {"Body": f"{person.word} {person.number} " * 12_000}
    return door.knock(person, "POST", WEBHOOK, urlencode(form).encode(), _sign(door, form))


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


def sign_in(door: Door, person: Person, turn: int) -> int:
    """The console's door, tried by someone who has no key to it."""
    fields = {"username": (person.name, person.email, "amina")[turn % 3], "passphrase": person.word}
    headers = (
        {"Content-Type": FORM_TYPE, "Origin": f"http://{person.handle[1:]}.example"} if turn % 4 == 3 else {}
    )
    door.knock(
        person, "POST", "/console/sign-in", urlencode(fields).encode(), {"Content-Type": FORM_TYPE, **headers}
    )
    door.knock(person, "GET", f"/console/?next={quote(person.email)}")
    return door.knock(person, "POST", f"/console/reports/{person.name}/accept")


def browse(door: Door, person: Person, turn: int) -> int:
    """Public pages, with marks wherever an address has room for them."""
    paths = (
        f"/?lang={person.word}&q={quote(person.name)}",
        f"/data/?{urlencode({'who': person.email})}",
        f"/releases/{quote(person.name)}.json",
        f"/releases/{quote(person.word)}/map.js",
        f"/static/{quote(person.handle)}.css",
        f"/gateways/{person.name}",
        "/report",
        "/table",
    )
    return door.knock(person, "GET", paths[turn % len(paths)])


def get_lost(door: Door, person: Person, turn: int) -> int:
    """Pages that do not exist, methods that are not known, bytes that are no HTTP."""
    methods = ("GET", "PUT", "DELETE", "OPTIONS", "PROPFIND", "POST")
    path = ("/{0.number}", "/../../{0.name}", "/%2e%2e/{0.word}", "//{0.handle}/x", "/a%00{0.email}")[
        turn % 5
    ]
    door.knock(person, methods[turn % len(methods)], path.format(person), person.word.encode() * 30)
    garbage = (
        f"{person.name} {person.number}\r\n\r\n",
        f"GET /{person.word} HTTP/9.9\r\n{person.handle}\r\n\r\n",
        f"POST /report HTTP/1.1\r\nHost: {person.word}\r\n"
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"0\r\n\r\nGET /{person.name} HTTP/1.1\r\nHost: {person.handle}\r\n\r\n",
        f"\x16\x03\x01{person.email}{person.number}",
    )
    return door.shout(person, garbage[turn % len(garbage)].encode("latin-1"))


CHANNELS: dict[str, Callable[[Door, Person, int], int]] = {
    "sms": send_text,
    "form": send_form,
    "suggestions": suggest,
    "receipt": come_back,
    "console": sign_in,
    "public pages": browse,
    "lost requests": get_lost,
}
"""Channel to what sends one message of a person, the `turn`-th: each turn spoils something else."""
