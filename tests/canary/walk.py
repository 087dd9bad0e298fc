"""Every page that can be read, with marks wherever its address has room: a new one is walked by itself."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, MapAdapter, Rule, UUIDConverter

from app import factory, sessions
from tests.canary import organizing
from tests.canary.door import Door
from tests.canary.marks import Person

STRIDE = 15
"""One page in so many is read in a turn, so that even the short run, a turn for each trouble, reads all."""


def read_public(door: Door, person: Person, turn: int) -> int:
    """Everybody's pages and files."""
    for path in _fill(person, turn, is_console=False):
        status = door.knock(person, "GET", path)
    return status


def read_console(door: Door, person: Person, turn: int) -> int:
    """The console's pages, by an organizer who is signed in."""
    for path in _fill(person, turn, is_console=True):
        status = organizing.work(door, person, "GET", path).status
    return status


def _fill(person: Person, turn: int, *, is_console: bool) -> list[str]:
    """This turn's addresses, with marks in every part and in the query."""
    rules = [rule for rule in list_rules() if rule.rule.startswith(sessions.PATH) is is_console]
    query = urlencode({"lang": person.word, "q": person.name, "from": person.number, "who": person.email})
    return [f"{_build(rule, person)}?{query}" for rule in rules[turn % STRIDE :: STRIDE]]


def _build(rule: Rule, person: Person) -> str:
    values = {name: _mark(converter, person) for name, converter in rule._converters.items()}
    return bind().build(rule.endpoint, values, method="GET")


def _mark(converter: BaseConverter, person: Person) -> Any:
    """A part of an address that the program takes, with a mark where it takes words."""
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    if isinstance(converter, UUIDConverter):
        return uuid4()
    return int(person.number) if isinstance(converter, IntegerConverter) else person.name


@cache
def list_rules() -> tuple[Rule, ...]:
    """Every address that can be read, as the program declares it."""
    return tuple(rule for rule in bind().map.iter_rules() if "GET" in (rule.methods or ()))


@cache
def bind() -> MapAdapter:
    """The program's addresses, without the program."""
    app = Flask("walked", static_folder=str(factory.STATIC), static_url_path="/static")
    for blueprint in factory.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app.url_map.bind("localhost")
