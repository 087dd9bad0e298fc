"""The canary run (P1): marked people through every door while things break, then a search of every place.

`python -m tests.canary` is the long form, `tests/canary/test_canary.py` the one of the ordinary tests.
"""

from __future__ import annotations

import gzip
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import requests

from tests import city
from tests.canary import forms, marks, places, trouble
from tests.canary.channels import CHANNELS
from tests.canary.door import Door
from tests.canary.instance import Instance
from tests.canary.marks import Person
from tests.canary.search import Label, Net

AT_ONCE = 4
TAKEN = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.SEE_OTHER)
COLUMNS = (*forms.FORMS, "gzip")


@dataclass(frozen=True, slots=True)
class Searched:
    """One place: the bytes that were read there, and what was found, by channel and form."""

    place: str
    size: int
    found: Counter[Label]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did and found; `planted` is the second search, after one canary was put into every place.

    `asked` is method and path of every request.
    """

    people: int
    messages: int
    statuses: Counter[tuple[str, int]]
    asked: frozenset[tuple[str, str]]
    stored: int
    searched: tuple[Searched, ...]
    planted: tuple[Searched, ...]
    seconds: float

    @property
    def leaks(self) -> list[tuple[str, str, str, int]]:
        """Place, channel, form and count of everything that was found and should not have been."""
        return [
            (one.place, channel, form, count)
            for one in self.searched
            for (channel, form), count in sorted(one.found.items())
        ]

    def count_taken(self, channel: str) -> int:
        """How many requests of a channel were answered as ordinary ones are."""
        return sum(
            count for (one, status), count in self.statuses.items() if one == channel and status in TAKEN
        )

    @property
    def missed(self) -> list[tuple[str, str]]:
        """Place and form of every planted canary that the search did not find."""
        return [
            (one.place, form)
            for one in self.planted
            for form in COLUMNS
            if not one.found[("planted", form)]
            and not (places.PLACES[one.place].is_text and form in ("UTF-16", "gzip"))
        ]


def make_net(people: Iterable[Person]) -> Net:
    """What finds every canary of some people, each labelled with its channel and form."""
    return Net(
        {
            pattern: (person.channel, form)
            for person in people
            for _, value in person.canaries()
            for form, pattern in forms.write(value)
        }
    )


def run(folder: Path, messages: int, people_each: int) -> Outcome:
    """One run in an empty folder; `messages` are spread over channels and troubles."""
    began = time.monotonic()
    people = marks.crowd(tuple(CHANNELS), people_each)
    instance = Instance(folder)
    door = Door(instance)
    try:
        instance.open()
        statuses = send_all(door, people, messages)
        stored = work_on(instance)
        searched = search(instance, make_net(people))
        planted = plant(instance)
        found = search(instance, make_net([planted]))
    finally:
        instance.close()
    return Outcome(
        people=len(people),
        messages=sum(statuses.values()),
        statuses=statuses,
        asked=frozenset(door.asked),
        stored=stored,
        searched=searched,
        planted=found,
        seconds=time.monotonic() - began,
    )


def send_all(door: Door, people: Sequence[Person], messages: int) -> Counter[tuple[str, int]]:
    """Send bursts, one for each trouble; gives how often each channel was answered with each status."""
    statuses: Counter[tuple[str, int]] = Counter()
    share = max(1, messages // (len(trouble.TROUBLES) * len(people)))
    for number, begin in enumerate(trouble.TROUBLES.values()):
        turns = [(person, number * share + turn) for turn in range(share) for person in people]
        with begin(door.instance), ThreadPoolExecutor(AT_ONCE) as pool:
            for person, status in pool.map(lambda one: _send(door, *one), turns):
                statuses[(person.channel, status)] += 1
        door.instance.wait()
    return statuses


def _send(door: Door, person: Person, turn: int) -> tuple[Person, int]:
    return person, CHANNELS[person.channel](door, person, turn)


def work_on(instance: Instance) -> int:
    """What organizers and the clock do afterwards: read, judge, publish, tidy; gives the reports stored."""
    with requests.Session() as browser:
        browser.post(
            f"{instance.url}/console/sign-in",
            {"username": city.ORGANIZER.username, "passphrase": city.ORGANIZER.passphrase},
            timeout=20,
        ).raise_for_status()
        page = browser.get(f"{instance.url}/console/reports/", timeout=20).text
        paths = re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)
        assert paths, "no report waits: the run would prove nothing"
        for path, act in zip(paths, ("accept", "accept", "reject", "keep"), strict=False):
            browser.post(f"{instance.url}{path}/{act}", timeout=20).raise_for_status()
    with instance.owner() as owner:
        row = owner.execute("SELECT count(*) FROM report").fetchone()
        # So old and so many that there is a map to search.
        owner.execute("UPDATE report SET state = 'accepted', period = %s", (city.FIRST_DAY,))
        owner.execute(MANY)
    instance.run("tick")
    instance.run("backup", str(instance.folder / "backups"))
    assert row is not None
    return int(row[0])


MANY = """
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)
SELECT cell_id, precision, category_group, part_of_day, period, state, sealed
FROM report, generate_series(1, 1 + 3000 / (SELECT count(*) FROM report))
"""


def search(instance: Instance, net: Net) -> tuple[Searched, ...]:
    """Every place, read whole."""
    return tuple(_search_place(name, place.read(instance), net) for name, place in places.PLACES.items())


def _search_place(name: str, blobs: places.Blobs, net: Net) -> Searched:
    size, found = 0, Counter[Label]()
    for blob in blobs:
        size += len(blob)
        found += net.cast(blob)
    return Searched(name, size, found)


def plant(instance: Instance) -> Person:
    """A person whose canaries were put, in every form, into every place."""
    person = marks.make("planted", secrets.randbelow(marks.NUMBERS))
    data = b"".join(_spread(person))
    for place in places.PLACES.values():
        place.plant(instance, data)
    return person


def _spread(person: Person) -> Iterator[bytes]:
    for _, value in person.canaries():
        by_form: dict[str, bytes] = {}
        for form, pattern in forms.write(value):
            by_form.setdefault(form, pattern)
        packed = gzip.compress(value.encode())
        for pattern in (*by_form.values(), packed, *_digests_as_text(value)):
            yield b" " + pattern + b" "


def _digests_as_text(value: str) -> Iterator[bytes]:
    """A few digests that can stand in a text; `test_search.py` tries them all."""
    readable = (
        one for form, one in forms.write(value) if form == "digest" and one.isalnum() and one.isascii()
    )
    return islice(readable, len(forms.DIGESTS))
