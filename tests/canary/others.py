"""Who has no business of a reporter: the console's door, public pages, requests that are none."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from tests.canary.door import FORM_TYPE, Door
from tests.canary.marks import Person


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
