"""Accounts through the browser's door: invite, roles, sessions, passphrase, code."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import city

TextSender = Callable[..., TestResponse]
PAGES = {
    "/console/reports/": "reviewer",
    "/console/calls/": "operator",
    "/console/calls/done": "operator",
    "/console/zones/": "mapper",
    "/console/services/": "mapper",
    "/console/places/": "reviewer mapper",
    "/console/numbers/": "analyst",
    "/console/organizers/": "admin",
    "/console/imports/": "admin",
    "/console/audit": "admin",
    "/console/gateways/": "admin",
    "/console/replies/": "admin",
    "/console/gateways/twilio": "admin",
    "/console/": "any",
    "/console/me/": "any",
}


@pytest.fixture(autouse=True)
def _remove_guests(owner: psycopg.Connection, prepared: object) -> Iterator[None]:
    yield
    owner.execute("DELETE FROM organizer WHERE username <> 'amina'")


def invite(console: FlaskClient, *roles: str, username: str = "zuhura") -> str:
    page = console.post("/console/organizers/", data={"username": username, "roles": list(roles)}).get_data(
        as_text=True
    )
    found = re.search(r"<code dir=\"ltr\">([a-z -]+)</code>", page)
    assert found is not None, page
    return found[1]


def sign_in(app: Flask, username: str, passphrase: str, code: str = "") -> FlaskClient:
    client = app.test_client()
    answer = client.post(
        "/console/sign-in", data={"username": username, "passphrase": passphrase, "code": code}
    )
    assert answer.status_code == 303
    return client


@pytest.mark.parametrize("role", ["reviewer", "operator", "mapper", "analyst", "admin"])
def test_each_role_opens_its_own_pages_and_no_others(role: str, app: Flask, console: FlaskClient) -> None:
    guest = sign_in(app, "zuhura", invite(console, role))

    statuses = {path: guest.get(path).status_code for path in PAGES}

    assert statuses == {
        path: 200 if needed == "any" or role in needed.split() else 403 for path, needed in PAGES.items()
    }


def test_a_guest_opens_reports_with_a_passphrase_of_her_own(
    app: Flask, console: FlaskClient, send_text: TextSender
) -> None:
    send_text("A man followed me near Kencom Stage")

    guest = sign_in(app, "zuhura", invite(console, "reviewer"))

    assert "A man followed me" in guest.get("/console/reports/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("username", "roles"),
    [("amina", ["reviewer"]), ("a b", ["reviewer"]), ("zuhura", []), ("zuhura", ["owner"])],
)
def test_an_account_that_cannot_be_is_refused_with_the_form_as_it_was(
    username: str, roles: list[str], console: FlaskClient
) -> None:
    answer = console.post("/console/organizers/", data={"username": username, "roles": list(roles)})

    assert answer.status_code == 400
    assert f'value="{username}"' in answer.get_data(as_text=True)


def test_the_last_admin_stays(console: FlaskClient, owner: psycopg.Connection) -> None:
    row = owner.execute("SELECT id FROM organizer WHERE username = 'amina'").fetchone()
    assert row is not None

    console.post(f"/console/organizers/{row[0]}/roles", data={"roles": ["reviewer"]})
    console.post(f"/console/organizers/{row[0]}/remove")

    assert console.get("/console/organizers/").status_code == 200


def test_a_removed_organizer_is_out_at_once(
    app: Flask, console: FlaskClient, owner: psycopg.Connection
) -> None:
    guest = sign_in(app, "zuhura", invite(console, "reviewer"))
    row = owner.execute("SELECT id FROM organizer WHERE username = 'zuhura'").fetchone()
    assert row is not None

    console.post(f"/console/organizers/{row[0]}/remove")

    assert guest.get("/console/reports/").status_code == 303
    assert owner.execute("SELECT count(*) FROM wrapped_key").fetchone() == (1,)


def test_a_session_ended_from_elsewhere_is_ended(app: Flask, console: FlaskClient) -> None:
    passphrase = invite(console, "reviewer")
    here, elsewhere = sign_in(app, "zuhura", passphrase), sign_in(app, "zuhura", passphrase)
    page = here.get("/console/me/").get_data(as_text=True)

    here.post(re.findall(r'action="(/console/me/sessions/[^"]+/end)"', page)[0])

    assert elsewhere.get("/console/").status_code == 303
    assert here.get("/console/").status_code == 200


def test_sessions_keep_no_address_and_no_time(console: FlaskClient, owner: psycopg.Connection) -> None:
    columns = owner.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'console_session'"
    ).fetchall()

    assert dict(columns) == {"id": "uuid", "digest": "bytea", "organizer_id": "uuid", "opened_on": "date"}


def test_a_new_passphrase_opens_and_the_old_one_does_not(
    app: Flask, console: FlaskClient, send_text: TextSender, client: FlaskClient
) -> None:
    send_text("A man followed me near Kencom Stage")
    old, new = invite(console, "reviewer"), "seven other words that nobody guesses here"
    guest = sign_in(app, "zuhura", old)

    guest.post("/console/me/passphrase", data={"old": old, "new": new})

    again = sign_in(app, "zuhura", new)
    refused = client.post("/console/sign-in", data={"username": "zuhura", "passphrase": old})
    assert "A man followed me" in again.get("/console/reports/").get_data(as_text=True)
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", "seven other words that nobody guesses"), (None, "short")]
)
def test_a_passphrase_is_not_changed_by_a_wrong_or_to_a_short_one(
    old: str | None, new: str, app: Flask, console: FlaskClient
) -> None:
    passphrase = invite(console, "reviewer")
    guest = sign_in(app, "zuhura", passphrase)

    guest.post("/console/me/passphrase", data={"old": old or passphrase, "new": new})

    assert sign_in(app, "zuhura", passphrase).get("/console/").status_code == 200


def test_with_a_code_set_up_the_passphrase_alone_does_not_sign_in(
    app: Flask, console: FlaskClient, client: FlaskClient
) -> None:
    passphrase = invite(console, "reviewer")
    guest = sign_in(app, "zuhura", passphrase)
    recovery = turn_code_on(guest)

    alone = client.post("/console/sign-in", data={"username": "zuhura", "passphrase": passphrase})

    assert alone.status_code == 403
    assert sign_in(app, "zuhura", passphrase, recovery[0]).get("/console/").status_code == 200
    used = client.post(
        "/console/sign-in", data={"username": "zuhura", "passphrase": passphrase, "code": recovery[0]}
    )
    assert used.status_code == 403


def reset(console: FlaskClient, owner: psycopg.Connection, username: str, **form: str) -> TestResponse:
    row = owner.execute("SELECT id FROM organizer WHERE username = %s", (username,)).fetchone()
    assert row is not None
    return console.post(f"/console/organizers/{row[0]}/reset", data=form)


def read_passphrase(page: TestResponse) -> str:
    found = re.search(r"<code dir=\"ltr\">([a-z -]+)</code>", page.get_data(as_text=True))
    assert found is not None
    return found[1]


def test_a_passphrase_replaced_by_an_admin_opens_the_reports_and_ends_every_session(
    app: Flask, console: FlaskClient, owner: psycopg.Connection, send_text: TextSender
) -> None:
    send_text("A man followed me near Kencom Stage")
    guest = sign_in(app, "zuhura", invite(console, "reviewer"))

    passphrase = read_passphrase(reset(console, owner, "zuhura"))

    assert guest.get("/console/").status_code == 303
    again = sign_in(app, "zuhura", passphrase)
    assert "A man followed me" in again.get("/console/reports/").get_data(as_text=True)


def test_a_reset_leaves_the_second_factor_so_that_the_new_passphrase_alone_does_not_sign_in(
    app: Flask, console: FlaskClient, owner: psycopg.Connection, client: FlaskClient
) -> None:
    recovery = turn_code_on(sign_in(app, "zuhura", invite(console, "reviewer")))

    passphrase = read_passphrase(reset(console, owner, "zuhura"))

    alone = client.post("/console/sign-in", data={"username": "zuhura", "passphrase": passphrase})
    assert alone.status_code == 403
    assert sign_in(app, "zuhura", passphrase, recovery[0]).get("/console/").status_code == 200
    assert acts(owner, "reset") == ["reset organizer"]


def test_a_reset_that_says_so_turns_code_passkeys_and_recovery_codes_off_and_is_on_record_as_that(
    app: Flask, console: FlaskClient, owner: psycopg.Connection
) -> None:
    turn_code_on(sign_in(app, "zuhura", invite(console, "reviewer")))
    owner.execute(
        "INSERT INTO passkey (id, organizer_id, credential, public_key, uses, name, made_on)"
        " SELECT id, id, 'c', 'k', 0, 'lost', '2026-03-01' FROM organizer WHERE username = 'zuhura'"
    )

    passphrase = read_passphrase(reset(console, owner, "zuhura", second="on"))

    assert sign_in(app, "zuhura", passphrase).get("/console/").status_code == 200
    assert owner.execute("SELECT count(*) FROM passkey").fetchone() == (0,)
    left = owner.execute("SELECT code_secret, recovery FROM organizer WHERE username = 'zuhura'").fetchone()
    assert left == (None, [])
    assert acts(owner, "reset") == ["reset organizer and second factor"]


def test_nobody_resets_their_own_passphrase_which_asks_for_the_old_one(
    app: Flask, prepared: city.Account, console: FlaskClient, owner: psycopg.Connection
) -> None:
    assert reset(console, owner, "amina").status_code == 404
    assert sign_in(app, "amina", prepared.passphrase).get("/console/").status_code == 200


def acts(owner: psycopg.Connection, beginning: str) -> list[str]:
    rows = owner.execute("SELECT act FROM audit_line WHERE starts_with(act, %s)", (beginning,)).fetchall()
    return [act for (act,) in rows]


def turn_code_on(guest: FlaskClient) -> list[str]:
    """Set a code up as a phone would, and give the recovery codes."""
    page = guest.get("/console/me/code").get_data(as_text=True)
    assert "<svg" in page
    typed = re.findall(r'<code dir="ltr">([A-Z2-7]+)</code>', page)[0]
    sealed = re.findall(r'name="secret" value="([0-9a-f]+)"', page)[0]
    secret = base64.b32decode(typed)
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    code = TOTP(secret, 6, SHA1(), 30).generate(int(now.timestamp())).decode()
    done = guest.post("/console/me/code", data={"secret": sealed, "code": code}).get_data(as_text=True)
    return re.findall(r'<li><code dir="ltr">([a-z -]+)</code>', done)
