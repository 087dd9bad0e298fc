"""The sealing key's life: handed on, replaced, lost, and gone from the session when it ends (P2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
import redis
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.secret import SecretBox
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import accounts, rotation, sealing, shortly
from app.deployment import Deployment
from app.errors import LockedError

TEXT = "A man followed me near Kencom Stage last night, he wore a yellow helmet"
Runner = Callable[..., Result]


@pytest.fixture(autouse=True)
def keep_organizers(owner: psycopg.Connection) -> Iterator[None]:
    """Put accounts and keys back as they were: other tests sign in with them."""
    tables = ("role", "organizer", "organizer_role", "sealing_key", "wrapped_key")
    before = {table: owner.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    yield
    owner.execute(f"TRUNCATE console_session, passkey, {', '.join(tables)}")
    for table in tables:
        for row in before[table]:
            owner.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)


@pytest.fixture
def run(app: Flask, prepared: Any) -> Runner:
    """Runs a command as amina: run("organizers", "list")."""

    def invoke(*arguments: str, passphrase: str = prepared.passphrase) -> Result:
        return app.test_cli_runner().invoke(args=list(arguments), input=f"{passphrase}\n")

    return invoke


def find_passphrase(result: Result) -> str:
    assert result.exit_code == 0, result.output
    found = re.search(r"\n    (\S.*)\n", result.output)
    assert found is not None
    return found[1]


def read_queue(app: Flask, username: str, passphrase: str) -> str:
    client = app.test_client()
    form = {"username": username, "passphrase": passphrase}
    assert client.post("/console/sign-in", data=form).status_code == 303
    return client.get("/console/reports/", follow_redirects=True).get_data(as_text=True)


def test_an_organizer_who_was_added_reads_what_came_before(
    run: Runner, app: Flask, send_text: Callable[..., TestResponse]
) -> None:
    send_text(TEXT)

    passphrase = find_passphrase(run("organizers", "add", "bahati", "--by", "amina"))

    assert "yellow helmet" in read_queue(app, "bahati", passphrase)


def test_a_lost_passphrase_is_replaced_by_another_organizer(
    run: Runner, app: Flask, send_text: Callable[..., TestResponse]
) -> None:
    lost = find_passphrase(run("organizers", "add", "bahati", "--by", "amina"))
    send_text(TEXT)

    passphrase = find_passphrase(run("organizers", "reset", "bahati", "--by", "amina"))

    old = app.test_client().post("/console/sign-in", data={"username": "bahati", "passphrase": lost})
    assert old.status_code == 403
    assert "yellow helmet" in read_queue(app, "bahati", passphrase)


def test_a_reset_says_that_the_second_factor_is_asked_for_as_before_unless_it_is_lost_too(
    run: Runner, owner: psycopg.Connection
) -> None:
    run("organizers", "add", "bahati", "--by", "amina")
    owner.execute("UPDATE organizer SET code_secret = 'sealed', recovery = '{a}' WHERE username = 'bahati'")

    kept = run("organizers", "reset", "bahati", "--by", "amina").output
    dropped = run("organizers", "reset", "bahati", "--by", "amina", "--second-factor").output

    assert "asked for as before" in kept
    assert "asked for as before" not in dropped
    left = owner.execute("SELECT code_secret FROM organizer WHERE username = 'bahati'").fetchone()
    assert left == (None,)


@pytest.mark.parametrize(
    "arguments",
    [
        ("organizers", "add", "bahati", "--by", "amina"),
        ("organizers", "reset", "amina", "--by", "amina"),
        ("organizers", "remove", "amina", "--by", "amina"),
        ("organizers", "rotate", "--by", "amina"),
    ],
    ids=["add", "reset", "remove", "rotate"],
)
def test_without_an_organizers_passphrase_no_key_is_handed_on(
    arguments: tuple[str, ...], run: Runner, owner: psycopg.Connection
) -> None:
    before = owner.execute("SELECT * FROM wrapped_key").fetchall()

    done = run(*arguments, passphrase="seven words that nobody was given")

    assert done.exit_code == 1
    assert owner.execute("SELECT * FROM wrapped_key").fetchall() == before


def test_the_last_organizer_cannot_be_removed(run: Runner) -> None:
    done = run("organizers", "remove", "amina", "--by", "amina")

    assert done.exit_code == 1
    assert "add another organizer first" in done.output


def test_who_was_removed_signs_in_no_more(run: Runner, app: Flask, owner: psycopg.Connection) -> None:
    passphrase = find_passphrase(run("organizers", "add", "bahati", "--by", "amina"))

    done = run("organizers", "remove", "bahati", "--by", "amina")

    again = app.test_client().post("/console/sign-in", data={"username": "bahati", "passphrase": passphrase})
    assert done.exit_code == 0, done.output
    assert again.status_code == 403
    assert owner.execute("SELECT count(*) FROM wrapped_key").fetchone() == (1,)


def test_losing_all_passphrases_is_told_beforehand(run: Runner) -> None:
    done = run("organizers", "add", "bahati", "--by", "amina")

    assert "If all passphrases are lost, no report and no backup can ever be read again" in done.output


def test_after_a_rotation_everyone_reads_everything_with_their_old_passphrase(
    run: Runner, app: Flask, send_text: Callable[..., TestResponse], owner: psycopg.Connection, prepared: Any
) -> None:
    other = find_passphrase(run("organizers", "add", "bahati", "--by", "amina"))
    send_text(TEXT)
    send_text("add he sat by the green fountain")
    before = owner.execute("SELECT public_key FROM sealing_key").fetchall()

    done = run("organizers", "rotate", "--by", "amina", "--grace", "0")
    send_text(TEXT.replace("yellow", "purple"), sender="+15550124")

    pages = [read_queue(app, "amina", prepared.passphrase), read_queue(app, "bahati", other)]
    after = owner.execute("SELECT public_key FROM sealing_key").fetchall()
    assert done.exit_code == 0, done.output
    assert all(
        "yellow helmet" in page and "green fountain" in page and "purple helmet" in page for page in pages
    )
    assert len(after) == 1
    assert after != before


def test_no_process_knows_a_key_for_longer_than_it_outlives_its_rotation() -> None:
    assert shortly.LIFE_S * 2 < rotation.GRACE_S


def test_the_old_key_opens_nothing_after_a_rotation(
    run: Runner,
    here: Deployment,
    send_text: Callable[..., TestResponse],
    owner: psycopg.Connection,
    prepared: Any,
) -> None:
    send_text(TEXT)
    old = unwrap_all(here, prepared)

    run("organizers", "rotate", "--by", "amina", "--grace", "0")

    (sealed,) = owner.execute("SELECT sealed FROM report").fetchone() or (b"",)
    wrapped = owner.execute("SELECT wrapped FROM wrapped_key").fetchall()
    with pytest.raises(LockedError):
        sealing.Opener(old).open(bytes(sealed))
    for (box,) in wrapped:
        holder = sealing.Wrapped(b"", bytes(box))
        assert not any(opens(key, holder) for key in old.values())


def opens(key: PrivateKey, holder: sealing.Wrapped) -> bool:
    """Whether a sealing key opens what is wrapped for an organizer."""
    return bytes(key.public_key) == holder.box[:32]


def unwrap_all(here: Deployment, account: Any) -> dict[Any, PrivateKey]:
    with Session(here.database.owner_engine) as session:
        organizer = accounts.find(session, account.username)
        assert organizer is not None
        return accounts.unwrap_keys(session, organizer, account.passphrase)


def test_a_rotation_that_was_interrupted_goes_on_where_it_stopped(
    run: Runner,
    here: Deployment,
    app: Flask,
    owner: psycopg.Connection,
    prepared: Any,
    monkeypatch: pytest.MonkeyPatch,
    send_text: Callable[..., TestResponse],
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 1)
    for number in range(3):
        send_text(TEXT, sender=f"+1555012{number}")
    with Session(here.database.owner_engine) as session:
        rotation.begin(session, date(2026, 3, 10))
        session.commit()
        next(rotation.reseal(session, unwrap_all(here, prepared)))
        left = rotation.count_left(session)

    done = run("organizers", "rotate", "--by", "amina", "--grace", "0")

    assert left == 2
    assert "going on with it" in done.output
    assert owner.execute("SELECT count(*) FROM sealing_key").fetchone() == (1,)
    assert read_queue(app, "amina", prepared.passphrase).count("yellow helmet") == 3


def test_a_key_that_something_is_sealed_to_is_not_removed(
    here: Deployment, send_text: Callable[..., TestResponse]
) -> None:
    send_text(TEXT)
    with Session(here.database.owner_engine) as session:
        rotation.begin(session, date(2026, 3, 10))

        retired = rotation.retire(session)

        assert retired == 0
        session.rollback()


def test_signing_out_forgets_the_key(console: FlaskClient, memory: redis.Redis) -> None:
    held = list(memory.scan_iter("unlocked:*"))

    console.post("/console/sign-out")

    assert len(held) == 1
    assert list(memory.scan_iter("unlocked:*")) == []


def test_an_idle_session_forgets_the_key(
    console: FlaskClient, memory: redis.Redis, send_text: Callable[..., TestResponse]
) -> None:
    send_text(TEXT)
    (name,) = memory.scan_iter("unlocked:*")
    lasts_s = memory.ttl(name)
    memory.pexpire(name, 1)
    while memory.exists(name):
        pass

    answer = console.get("/console/reports/")

    assert 0 < int(str(lasts_s)) <= sealing.IDLE_SECONDS
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/console/sign-in")


def test_a_restart_forgets_every_key(
    console: FlaskClient, run: Runner, memory: redis.Redis, send_text: Callable[..., TestResponse]
) -> None:
    send_text(TEXT)

    run("memory", "clear")

    assert list(memory.scan_iter("unlocked:*")) == []
    assert console.get("/console/reports/").status_code == 303


def test_the_memory_alone_does_not_open_the_key(console: FlaskClient, memory: redis.Redis) -> None:
    (name,) = memory.scan_iter("unlocked:*")

    held = memory.get(name)

    assert isinstance(held, bytes)
    with pytest.raises(CryptoError):
        SecretBox(bytes(32)).decrypt(held)
