"""Promises about the whole of a deployment, each tried from the reporter's door to the tables.

The others' tests stand beside the code that holds them: docs/threat-model.md lists every one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql

Texter = Callable[..., str | None]
IDENTITIES = {
    "number": "+1 555 0142",
    "e-mail": "kate@mail.example",
    "handle": "@kate_sees",
    "link": "https://social.example/kate",
    "plate": "KDA 123B",
    "id": "34567891",
}
TELLING = (
    "A man followed me near Kencom Stage last night, call {number} or {e-mail}, {handle}, {link}."
    " His plate is {plate}, my ID number is {id}. Again: {number}, {e-mail}"
)
CLEAR = "SELECT cell_id, precision, category_group, part_of_day, period, state FROM report"


def dump(owner: psycopg.Connection) -> bytes:
    """Everything a copied database shows: each table as text, and its bytes as they are."""
    tables = owner.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    copied = []
    for (table,) in tables:
        with owner.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows:
            copied.append(b"".join(rows))
    return b"\n".join(copied)


def spell(word: str) -> tuple[bytes, ...]:
    return word.encode(), word.encode().hex().encode()


def test_p2_what_was_written_is_read_by_organizers_only(
    text: Texter,
    console: FlaskClient,
    client: FlaskClient,
    app: Flask,
    owner: psycopg.Connection,
    tmp_path: Path,
) -> None:
    text("A man in a yellow helmet followed me near Kencom Stage last night")

    queue = "/console/reports/"
    seen = {"organizer": console.get(queue).data, "anyone": client.get(queue, follow_redirects=True).data}
    made = app.test_cli_runner().invoke(args=["backup", str(tmp_path)])
    backup = next(tmp_path.glob("*.backup")).read_bytes()

    assert made.exit_code == 0
    assert [who for who, page in seen.items() if b"yellow helmet" in page] == ["organizer"]
    for copy in (dump(owner), backup):
        assert not [word for word in ("yellow", "helmet", "followed") for form in spell(word) if form in copy]


def test_p3_numbers_e_mails_handles_links_plates_and_ids_are_cut_out_before_storage(
    text: Texter, look: Callable[[], list[Any]]
) -> None:
    text(TELLING.format(**IDENTITIES))

    (seen,) = look()

    kept = str(seen.details).casefold()
    assert {name for name, value in IDENTITIES.items() if value.casefold() in kept} == set()
    assert "kate" not in kept
    assert seen.report.cell_id is not None
    assert "kencom" in kept


def test_p4_the_exact_place_and_minute_are_not_stored(
    text: Texter, look: Callable[[], list[Any]], owner: psycopg.Connection, clock: Any
) -> None:
    text("A man followed me at -1.28581, 36.82449 this morning", sender="+15550111")
    clock.at = clock.at.replace(hour=13, minute=47, second=31)
    text("A man followed me at -1.28579, 36.82452 this morning", sender="+15550122")

    rows = owner.execute(CLEAR).fetchall()

    assert len(rows) == 2
    assert len(set(rows)) == 1
    for seen in look():
        assert not [part for part in ("1.2858", "1.2857", "36.824", "13:47") if part in str(seen.details)]


def test_p11_organizers_acts_are_on_record_reporters_never(
    text: Texter, client: FlaskClient, console: FlaskClient, owner: psycopg.Connection
) -> None:
    lines = "SELECT day::text, organizer, act FROM audit_line ORDER BY act"
    signed_in = owner.execute(lines).fetchall()

    text("A man followed me near Kencom Stage last night")
    text("RECEIPT")
    client.post("/report", data={"text": "He followed me", "place": "Kencom Stage"})
    after_reporters = owner.execute(lines).fetchall()
    page = console.get("/console/reports/").get_data(as_text=True)
    console.post(page.split('action="')[1].split("/accept")[0] + "/accept")

    assert after_reporters == signed_in
    done = owner.execute(lines).fetchall()
    assert [act for _, _, act in done] == ["accept", "read", "read"]
    assert {(day, who) for day, who, _ in done} == {("2026-03-10", "amina")}
