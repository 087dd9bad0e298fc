"""How a canary is sent: a request from an address of its own, with all its marks in the headers."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.canary.instance import Instance
from tests.canary.marks import Person

FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, where it leads to, its text, and the cookies it sets as `name=value`."""

    status: int
    location: str = ""
    text: str = ""
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """Sends one request as one person: from an address of theirs, with all their marks in its headers.

    `asked` gathers method and path of every request, `desk` holds the cookies of the organizer at work.
    """

    instance: Instance
    asked: set[tuple[str, str]] = field(default_factory=set)
    desk: dict[str, str] = field(default_factory=dict)

    def knock(
        self,
        person: Person,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> int:
        """The status, or 0 where the connection broke."""
        return self.ask(person, method, path, body, headers).status

    def post(self, person: Person, path: str, form: Mapping[str, str]) -> int:
        """The status of a posted form."""
        return self.knock(person, "POST", path, urlencode(form).encode(), {"Content-Type": FORM_TYPE})

    def ask(
        self,
        person: Person,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer; its status is 0 where the connection broke."""
        self.asked.add((method, path.partition("?")[0]))
        link = http.client.HTTPConnection(
            "127.0.0.1", self.instance.port, timeout=10, source_address=(person.address, 0)
        )
        try:
            link.request(method, path, body, {**marked_headers(person), **(headers or {})})
            answer = link.getresponse()
            set_cookies = answer.headers.get_all("Set-Cookie") or []
            return Answer(
                answer.status,
                answer.getheader("Location") or "",
                answer.read().decode("utf-8", "replace"),
                tuple(cookie.partition(";")[0] for cookie in set_cookies),
            )
        except (OSError, http.client.HTTPException):
            return Answer(0)
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
        f"SERVICES {person.word} near Kencom, {person.name}",
        f"ZONE {person.name} keeps a shop at Blue Mosque, {person.word}, call {person.number}",
        f"ADD {person.word} he was there again, ask {person.name}",
        f"VOUCH {person.number[1:]} {person.word}",
        f"BETTER {person.word}",
    )
    return said[turn % len(said)]
