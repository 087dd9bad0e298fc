from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import factory
from app.demo.load import MovingClock
from app.deployment import Deployment
from app.site import front
from app.site.press import assets_folder
from config import Config

PAGES = ("/", "/table", "/about-the-numbers", "/data/", "/embed", "/help", "/safe-zones")


def test_every_page_answers_in_every_language_without_a_cookie(city: str, client: FlaskClient) -> None:
    for address in PAGES:
        for lang in ("en", "ar", "hi"):
            answer = client.get(address, headers={"Accept-Language": lang})

            assert answer.status_code == 200, address
            assert f'lang="{lang}"' in answer.text, address
            assert "Set-Cookie" not in answer.headers, address


def test_no_page_shows_a_thing_of_the_program_for_a_number(city: str, client: FlaskClient) -> None:
    shown = [client.get(path).get_data(as_text=True) for path in front.NEGOTIATED]

    assert not any("built-in" in page or "object at 0x" in page for page in shown)


def test_every_page_answers_before_the_first_release(client: FlaskClient) -> None:
    assert {client.get(address).status_code for address in (*PAGES, "/feed.atom")} == {200}


def test_the_front_door_names_the_four_things_to_do_and_shows_the_newest_map(
    city: str, client: FlaskClient
) -> None:
    page = client.get("/").text

    for words in ("Report", "Help near me", "Safe zones", "Testville", "map_safelight", "العربية"):
        assert words in page
    assert 'src="newest-data.js"' in page


def test_a_page_asked_for_again_is_the_same_bytes_from_memory(
    city: str, app: Flask, client: FlaskClient
) -> None:
    first = client.get("/")
    ready = app.extensions["safelight.shelf"].ready

    second = client.get("/")

    assert "index.en.html" in ready
    assert first.data == second.data
    assert dict(first.headers) == dict(second.headers)


def test_an_unchanged_page_is_not_sent_again(city: str, client: FlaskClient) -> None:
    tag = client.get("/").headers["ETag"]

    answer = client.get("/", headers={"If-None-Match": tag})

    assert (answer.status_code, answer.data) == (304, b"")


def test_pages_are_kept_in_compressed_form(city: str, client: FlaskClient) -> None:
    cases = {"br, gzip": "br", "gzip, deflate": "gzip", "br;q=0, gzip": "gzip", "": None, "identity": None}

    for accepted, encoding in cases.items():
        answer = client.get("/", headers={"Accept-Encoding": accepted})

        assert answer.headers.get("Content-Encoding") == encoding, accepted
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_signed_files_are_kept_for_ever_made_ones_asked_about_and_pages_not_kept(
    city: str, client: FlaskClient
) -> None:
    for address in (f"/releases/{city}.json", f"/{assets_folder()}/safelight.css"):
        assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get(f"/releases/{city}.csv").headers["Cache-Control"] == front.ASK_AGAIN
    assert client.get("/").headers["Cache-Control"] == front.NOT_AT_ALL


def test_only_the_embed_page_may_be_framed(city: str, client: FlaskClient) -> None:
    framed, other = client.get("/embed"), client.get("/")

    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert "<form" not in framed.text


STRANGE = (
    "/releases/../../config.py",
    "/releases/%2e%2e/%2e%2e/config.py",
    "/releases/map-2026-01-01-2026-12-31/../../../../etc/passwd",
    "/data/../secrets/secret_key",
    "/static-00000000/safelight.css",
    "/releases/map-2030-01-01-2030-12-31/",
    "/releases/.json",
    "/index.xx.html",
    "/data/%00",
)


def test_a_path_outside_the_site_is_not_found(city: str, client: FlaskClient) -> None:
    assert {address: client.get(address).status_code for address in STRANGE} == dict.fromkeys(STRANGE, 404)


def test_the_site_is_served_while_the_database_is_away(
    city: str, client: FlaskClient, here: Deployment, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/").data
    clock.at += timedelta(hours=1)
    here.database.public.close()
    monkeypatch.setattr(here.database.public, "url", "postgresql:///nowhere?host=/nonexistent")

    assert client.get("/").data == first
    assert client.get(f"/releases/{city}.csv").status_code == 200


def test_a_released_file_is_byte_for_byte_what_was_stored(
    city: str, here: Deployment, client: FlaskClient
) -> None:
    with here.database.public.connect() as connection:
        row = connection.execute("SELECT file FROM release WHERE id = %s", (city,)).fetchone()
    assert row is not None

    for address in (f"/releases/{city}.json", f"/releases/{city}/release.json"):
        assert client.get(address).data == row[0]


def test_checksums_hold_for_every_file_of_a_release(city: str, client: FlaskClient) -> None:
    lines = client.get(f"/releases/{city}/SHA256SUMS").text.splitlines()

    assert {"cells.csv", "cells.gpkg", "poster.en.pdf", "map.ar.png"} <= {
        line.split("  ")[1] for line in lines
    }
    for line in lines:
        digest, name = line.split("  ")
        body = client.get(f"/releases/{city}/{name}").data
        assert hashlib.sha256(body).hexdigest() == digest, name


def test_the_readme_says_how_to_check_and_names_no_file_that_is_not_there(
    city: str, client: FlaskClient
) -> None:
    bulletin = client.get("/api/releases").get_json()["releases"][0]["id"]
    of_map, of_bulletin = (client.get(f"/releases/{one}/README.txt").text for one in (city, bulletin))

    assert "python -m maps.ledger release.json --key" in of_map
    assert "--site FOLDER" in of_map
    assert "likely.csv" in of_map
    assert "likely.csv" not in of_bulletin


def test_a_spreadsheet_gets_a_byte_order_mark_on_request(city: str, client: FlaskClient) -> None:
    plain = client.get(f"/releases/{city}.csv").data
    marked = client.get(f"/releases/{city}.csv?bom=1").data

    assert marked == b"\xef\xbb\xbf" + plain


def test_the_explanation_says_what_epsilon_means_and_how_much_is_noise(
    city: str, client: FlaskClient
) -> None:
    page = client.get("/about-the-numbers").text

    assert "1-in-10" in page
    assert "at most 23 % sure" in page
    assert "coloured by noise alone" in page


def test_the_chain_is_listed_for_programs_with_its_key(city: str, client: FlaskClient) -> None:
    listed = json.loads(client.get("/data/releases.json").data)

    assert listed["releases"][-1]["id"] == city
    assert listed["public_key"] == client.get("/data/key").text.strip()
    for address in listed["releases"][-1]["files"].values():
        path = "/" + address.split("/", 3)[3]
        assert client.head(path).status_code == 200, path


def test_a_map_of_totals_alone_does_not_take_the_last_map_away(
    city: str, totals: str, client: FlaskClient
) -> None:
    page = client.get("/").get_data(as_text=True)

    assert "no cell could be told" in client.get(f"/releases/{totals}/").text
    assert f"releases/{city}/map.css" in page


def test_files_of_an_edition_are_made_once_and_older_ones_removed(
    city: str, app: Flask, client: FlaskClient, config: object
) -> None:
    shelf = app.extensions["safelight.shelf"]
    client.get("/")
    folder: Path = shelf.folder(shelf.edition())
    stale = folder.with_name("0000-0000")
    stale.mkdir()

    made = shelf.make_all()

    assert made > 50
    assert shelf.make_all() == 0
    assert (folder / "index.en.html").exists()
    assert not stale.exists()


def test_a_process_that_starts_without_a_database_hands_out_what_is_on_the_disk(
    city: str, app: Flask, config: Config, clock: MovingClock
) -> None:
    app.extensions["safelight.shelf"].make_all()
    nowhere = replace(config, database_url="postgresql:///none?host=/nowhere")
    alone = factory.create_app(nowhere, clock).test_client()

    shown = {path: alone.get(path).status_code for path in ("/", "/table?lang=ar", f"/releases/{city}.json")}

    assert set(shown.values()) == {200}
    for unknown in ("/releases/../../.newest", "/releases/bulletin-1999-01-01-1999-12-31.json"):
        assert alone.get(unknown).status_code == 503
