"""Own words for phones: previewed, checked, on record, and used by the dialog."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

STORY = "A man followed me near Kencom Stage"
Texter = Callable[..., str | None]


def change(
    console: FlaskClient, template: str, act: str = "store", key: str = "noted", **more: str
) -> TestResponse:
    return console.post(
        "/console/replies/", data={"in": "en", "key": key, "template": template, "act": act, **more}
    )


def forget(app: Flask) -> None:
    """What a process knows for ten seconds, gone."""
    app.extensions["safelight"].shortly._known.clear()


def test_own_words_answer_a_phone_and_are_on_record(
    app: Flask, console: FlaskClient, text: Texter, owner: psycopg.Connection
) -> None:
    before = text(STORY, sender="+15550131")

    answer = change(console, "Got it, thanks.")

    forget(app)
    assert answer.status_code == 303
    assert (before, text(STORY, sender="+15550132")) == ("Thank you, noted.", "Got it, thanks.")
    assert owner.execute("SELECT act FROM audit_line WHERE act = 'reply-words'").fetchall() == [
        ("reply-words",)
    ]


def test_the_words_that_come_with_it_come_back(app: Flask, console: FlaskClient, text: Texter) -> None:
    change(console, "Got it, thanks.")
    change(console, "", act="reset")

    forget(app)

    assert text(STORY) == "Thank you, noted."


@pytest.mark.parametrize(
    ("key", "template", "said"),
    [
        ("noted", "Your report is in.", "what it is about"),
        ("noted", "Safelight thanks you.", "what it is about"),
        ("noted", "Thanks {name}", "Nothing fills this"),
        ("noted", "Thanks {", "Braces hold one name"),
        ("emergency", "Call {number:>99999999}", "Braces hold one name"),
        ("emergency", "Call {number!r}", "Braces hold one name"),
        ("emergency", "Call {number.__class__}", "must stand in it"),
        ("emergency", "Call someone.", "must stand in it"),
        ("noted", "Thanks. " * 30, "one must do"),
        ("noted", "شكرا جزيلا " * 8, "one must do"),
        ("noted", "", "It is empty"),
    ],
)
def test_words_that_would_give_a_phone_away_are_not_stored(
    key: str, template: str, said: str, console: FlaskClient, owner: psycopg.Connection
) -> None:
    answer = change(console, template, key=key)

    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert owner.execute("SELECT count(*) FROM reply_wording").fetchone() == (0,)


def test_a_preview_shows_size_and_stores_nothing(console: FlaskClient, owner: psycopg.Connection) -> None:
    page = change(console, "In danger dial {number} ✓", act="preview", key="emergency").get_data(as_text=True)

    assert "In danger dial 112 ✓" in page
    assert re.search(r"1 text, UCS-2, \d+ characters left", page)
    assert owner.execute("SELECT count(*) FROM reply_wording").fetchone() == (0,)


def test_each_language_has_words_of_its_own(app: Flask, console: FlaskClient, text: Texter) -> None:
    change(console, "Asante sana.", **{"in": "sw"})

    forget(app)

    assert text("Mwanaume alinifuata karibu na Kencom Stage", sender="+15550133") == "Asante sana."
    assert text(STORY, sender="+15550134") == "Thank you, noted."


def test_a_reply_there_is_not_is_refused(console: FlaskClient) -> None:
    assert change(console, "Hello", key="nonsense").status_code == 400


def test_markup_stays_words(console: FlaskClient, app: Flask, text: Texter) -> None:
    change(console, "<b>Thanks</b> & {{ 7 }}", act="preview")

    page = change(console, "<b>Thanks</b>").get_data(as_text=True)

    forget(app)
    assert "<b>Thanks" not in page
    assert text(STORY) == "<b>Thanks</b>"
