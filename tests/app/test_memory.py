"""P1: Redis forgets everything by itself, and a Redis that would not is refused."""

from __future__ import annotations

import re
import resource
from collections.abc import Callable, Iterator

import psycopg
import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import memory as memories
from app import process
from app.deployment import Deployment
from app.errors import RefusedServiceError

TextSender = Callable[..., TestResponse]
DAY = 24 * 3600
ADDRESS = "203.0.113.77"
OF_NOBODY = re.compile(rb"gateway:(heard|refused):[a-z]+:\d{4}-\d{2}-\d{2}:\d")
"""A gateway's name, a day and a batch of it, which last for a week (`app.pulse`): no room for a reporter."""


def use_everything(send_text: TextSender, app: Flask, console: FlaskClient) -> None:
    """Traffic through every door that remembers anything."""
    visitor = app.test_client()
    where = {"REMOTE_ADDR": ADDRESS}
    for number in range(5):
        send_text(f"A man followed me near Kencom, {number}", sender="+15550177")
        visitor.post("/report", data={"text": f"He followed me {number}"}, environ_overrides=where)
        visitor.post("/console/sign-in", data={"username": "x", "passphrase": "y"}, environ_overrides=where)
    console.get("/console/")


def find_keys(memory: redis.Redis) -> list[bytes]:
    return list(memory.scan_iter())


def test_p1_every_key_made_of_a_reporter_expires_within_two_days(
    send_text: TextSender, app: Flask, console: FlaskClient, memory: redis.Redis
) -> None:
    use_everything(send_text, app, console)

    lives = {name: int(str(memory.ttl(name))) for name in find_keys(memory)}
    of_reporters = {name: life for name, life in lives.items() if not OF_NOBODY.fullmatch(name)}
    assert len(of_reporters) >= 5
    assert {name: life for name, life in of_reporters.items() if not 0 < life <= 2 * DAY} == {}
    assert {name: life for name, life in lives.items() if not 0 < life <= 8 * DAY} == {}


def test_p1_no_key_and_no_value_holds_a_number_or_an_address(
    send_text: TextSender, app: Flask, console: FlaskClient, memory: redis.Redis
) -> None:
    use_everything(send_text, app, console)
    memory.config_set("rdbcompression", "no")

    held = b"\n".join(name + b" " + bytes(str(memory.dump(name)), "ascii") for name in find_keys(memory))

    assert b"limit" in held
    for mark in (b"15550177", b"5550177", ADDRESS.encode(), b"203.0.113", b"Kencom", b"followed"):
        assert mark not in held


def test_p1_keys_of_pseudonyms_are_random_and_one_an_epoch(here: Deployment) -> None:
    first, again = here.memory.epoch_key("daily", "2026-03-10"), here.memory.epoch_key("daily", "2026-03-10")
    others = {here.memory.epoch_key("daily", "2026-03-11"), here.memory.epoch_key("address", "2026-03-10")}

    assert first == again
    assert len({first, *others}) == 3
    assert {len(key) for key in (first, *others)} == {32}


def test_p1_a_key_that_expired_never_comes_back(here: Deployment) -> None:
    before = here.memory.epoch_key("daily", "2026-03-10")
    here.memory.client.pexpire("key:daily:2026-03-10", 0)

    # In another process: one that used the key knows it for a minute more.
    other = memories.Memory(here.memory.client)
    assert other.epoch_key("daily", "2026-03-10") != before


@pytest.fixture
def lasting(here: Deployment, memory: redis.Redis) -> Iterator[redis.Redis]:
    """The tests' Redis, told to write snapshots for the time of a test."""
    memory.config_set("save", "3600 1")
    here.memory.client.connection_pool.disconnect()
    yield memory
    memory.config_set("save", "")


class Answering(redis.Connection):
    """A connection to a Redis that gives prepared answers."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    def on_connect(self) -> None:
        return

    def disconnect(self, *_arguments: object) -> None:
        return

    def send_command(self, *_arguments: object, **_options: object) -> None:
        return

    def read_response(self, *_arguments: object, **_options: object) -> object:
        return self.answers.pop(0)


@pytest.mark.parametrize(
    "answers",
    [
        ([b"save", b""], [b"appendonly", b"yes"]),
        ([b"save", b"3600 1"], [b"appendonly", b"no"]),
        ({b"save": b""}, {b"appendonly": b"yes"}),
        ([], []),
    ],
    ids=["append-only file", "snapshots", "third protocol", "no answer"],
)
def test_p1_every_way_to_write_to_the_disk_is_refused(answers: tuple[object, object]) -> None:
    with pytest.raises(RefusedServiceError):
        memories.check_connection(Answering(*answers))


@pytest.mark.parametrize(
    "answers",
    [([b"save", b""], [b"appendonly", b"no"]), ({b"save": b""}, {b"appendonly": b"no"})],
    ids=["second protocol", "third protocol"],
)
def test_a_redis_that_forgets_is_let_in(answers: tuple[object, object]) -> None:
    memories.check_connection(Answering(*answers))


def test_p1_a_redis_that_would_write_to_the_disk_is_refused(lasting: redis.Redis, here: Deployment) -> None:
    with pytest.raises(RefusedServiceError, match='set `save ""` and `appendonly no`'):
        here.memory.check_forgetful()
    with pytest.raises(RefusedServiceError):
        here.memory.epoch_key("daily", "2026-03-10")


def test_p1_start_is_refused_with_the_sentence_that_says_what_to_do(lasting: redis.Redis, app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["memory", "clear"])

    assert done.exit_code == 1
    assert 'set `save ""` and `appendonly no` in its configuration' in done.output


def test_p1_nothing_is_taken_in_while_redis_would_write_to_the_disk(
    lasting: redis.Redis, send_text: TextSender, owner: psycopg.Connection
) -> None:
    answer = send_text("A man followed me near Kencom")

    assert answer.status_code == 503
    assert owner.execute("SELECT count(*) FROM report").fetchone() == (0,)


def test_p1_a_redis_that_hides_its_settings_is_refused(memory: redis.Redis, here: Deployment) -> None:
    memory.acl_setuser(
        "hidden", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-config"]
    )
    pool = here.memory.client.connection_pool
    hidden = memories.open_memory("unix://x")
    hidden.client.connection_pool.connection_kwargs |= pool.connection_kwargs | {
        "username": "hidden",
        "password": "",
    }

    with pytest.raises(RefusedServiceError, match="CONFIG GET"):
        hidden.client.ping()

    memory.acl_deluser("hidden")


def test_p1_a_crash_dumps_no_memory(app: Flask) -> None:
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    assert not process.is_dumpable()
