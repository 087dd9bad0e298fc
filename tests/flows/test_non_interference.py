"""P6, the fourth proof of releases: two deployments that differ by one report look the same from outside.

Both run the same day with the same releases. A new surface joins by one line in SURFACES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from app import archive, factory, periodic
from app.demo import phone
from app.demo.load import MovingClock
from app.deployment import Deployment
from config import Config
from sms import receipt
from tests import city
from tests.conftest import PUBLIC_URL, TOKEN

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
RANDOM = re.compile(
    rb'(?:name="(?:token|challenge)" value|data-work)="[^"]+"'
    rb"|(?<=&#34;challenge&#34;: &#34;)[\w-]{75}|(?<=once=)[\w-]{43}"
)
"""A form's own random token, a passkey's challenge, and the address that shows a receipt once: no two answers
have the same."""
FORM = {"text": "A man followed me", "place": "Kencom", "category": "following", "part_of_day": "night"}


STRANGER = {"receipt": receipt.Receipt(1).to_digits(), "act": "withdraw"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two deployments, as someone outside reaches it."""

    app: Flask
    client: FlaskClient
    here: Deployment

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def text(self, body: str, sender: str = "+15550150", **fields: str) -> TestResponse:
        form = phone.make_form(body, sender) | fields
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}/gateways/twilio", form)
        return self.client.post("/gateways/twilio", data=form, headers={"X-Twilio-Signature": signature})


Surface = Callable[[Side], TestResponse]


def page(path: str, **headers: str) -> Surface:
    return lambda side: side.get(path, **headers)


def released(suffix: str) -> Surface:
    def ask(side: Side) -> TestResponse:
        with side.here.database.public.connect() as connection:
            newest = [one.id for one in archive.find_all(connection) if one.kind == "map"][-1]
        return side.get(f"/releases/{newest}{suffix}")

    return ask


def sent(**changed: str) -> Surface:
    return lambda side: side.client.post("/report", data=FORM | changed)


SURFACES: Mapping[str, Surface] = {
    "map": page("/"),
    "map in Arabic": page("/", **{"Accept-Language": "ar"}),
    "tables": page("/table"),
    "list of releases": page("/data/"),
    "release file": released(".json"),
    "cells as CSV": released(".csv"),
    "cells as HXL": released(".hxl.csv"),
    "cells as GeoJSON": released(".geojson"),
    "map data": released("/data.js"),
    "map picture": released("/picture.en.svg"),
    "what the numbers mean": page("/about-the-numbers"),
    "map for frames": page("/embed"),
    "feed": page("/feed.atom"),
    "poster": released("/poster.en.pdf"),
    "checksums": released("/SHA256SUMS"),
    "a file that is not there": page("/releases/none.json"),
    "interface": page("/api/openapi.json"),
    "releases for programs": page("/api/releases"),
    "newest release": page("/api/releases/latest"),
    "cells in a box": page("/api/releases/latest/cells?bbox=36.82,-1.29,36.83,-1.28"),
    "cells as a table": page("/api/releases/latest/cells.csv?layer=part:night"),
    "cells of a tile": page("/api/releases/latest/tiles/14/9867/8250"),
    "spots": page("/api/releases/latest/spots"),
    "districts": page("/api/releases/latest/districts"),
    "trends": page("/api/trends"),
    "a cell": page("/api/cells/897a6e42a6fffff"),
    "key": page("/api/key"),
    "posts": page("/api/v5/posts/geojson"),
    "a post": page("/api/v5/posts/1"),
    "discovery": page("/open311/v2/discovery.json"),
    "services": page("/open311/v2/services.json"),
    "requests": page("/open311/v2/requests.xml"),
    "a request": page("/open311/v2/requests/none.json"),
    "frame": page(f"/oembed?url={PUBLIC_URL}/"),
    "health": page("/healthy"),
    "safe zones of a district": lambda side: side.client.post("/safe-zones", data={"district": "Centre"}),
    "safe zones as GeoJSON": page("/safe-zones/zones.geojson"),
    "form to nominate": page("/safe-zones/nominate"),
    "form to vouch": page("/safe-zones/vouch"),
    "help near a place": lambda side: side.client.post("/help", data={"place": "Kencom Stage"}),
    "services as CSV": page("/help/services.csv"),
    "services as GeoJSON": page("/help/services.geojson"),
    "form": page("/report"),
    "thanks": page("/report/thanks"),
    "suggestions": lambda side: side.client.post("/places/suggest", data={"text": "Ken"}),
    "suggestions of a name that reports teach": lambda side: side.client.post(
        "/places/suggest", data={"text": "Old Tannery"}
    ),
    "a report of a place that reports teach": sent(place="Old Tannery"),
    "help near a place that reports teach": lambda side: side.client.post(
        "/help", data={"place": "Old Tannery"}
    ),
    "a text of a place that reports teach": lambda side: side.text("He followed me at Old Tannery"),
    "a typed place's cell": lambda side: side.client.post("/places/cell", data={"where": "none"}),
    "ground of the form's map": page("/places/ground.json"),
    "base map": page("/basemap/none.pmtiles"),
    "statement": page("/privacy"),
    "statement for machines": page("/.well-known/safelight.json"),
    "receipt form": page("/receipt"),
    "a receipt that is none": lambda side: side.client.post("/receipt", data={"receipt": "no such words"}),
    "having come back": page("/receipt/done"),
    "a receipt nobody has": lambda side: side.client.post("/receipt", data=STRANGER),
    "what was asked of nobody": lambda side: side.client.post("/receipt", data=STRANGER | {"act": "look"}),
    "what was asked, by text": lambda side: side.text(f"receipt {STRANGER['receipt']}"),
    "a group's word by text": lambda side: side.text("vouch 1234 5678 lemon lemon lemon lemon"),
    "a receipt by text": lambda side: side.text(f"withdraw {STRANGER['receipt']}"),
    "help by text": lambda side: side.text("support near Kencom"),
    "no such page": page("/nowhere"),
    "console, not signed in": page("/console/"),
    "sign-in": page("/console/sign-in"),
    "a wrong passphrase": lambda side: side.client.post(
        "/console/sign-in", data={"username": "amina", "passphrase": "wrong"}
    ),
    "the same report by form": sent(),
    "a report of another place by form": sent(place="Eastleigh"),
    "an empty report by form": sent(text="", place=""),
    "the same text from another phone": lambda side: side.text("A man followed me near Kencom Stage"),
    "a text of another place": lambda side: side.text("He grabbed me at Eastleigh"),
    "an empty text": lambda side: side.text(""),
    "an opt-out": lambda side: side.text("STOP"),
    "a text without an id": lambda side: side.text("He followed me", MessageSid="", SmsMessageSid=""),
    "an unsigned text": lambda side: side.client.post("/gateways/twilio", data={"Body": "x"}),
}
"""What someone outside can ask, in the order in which it is asked."""

ONE_MORE: Mapping[str, str | None] = {
    "waiting": None,
    "accepted": "accept",
    "held as case work": "keep",
    "rejected": "reject",
    "asked": "ask",
    "withdrawn": "withdraw",
}
"""What became of the report that only one of the two has."""


@pytest.fixture(scope="module")
def configs(
    make_environment: Callable[..., dict[str, str]], prepare: Callable[[Config], city.Account]
) -> tuple[Config, Config]:
    """Two prepared databases with the same releases."""
    made = tuple(Config.from_env(make_environment(name)) for name in ("left", "right"))
    for config in made:
        prepare(config)
    left, right = made
    city.publish(left, NOON.date())
    with psycopg.connect(left.database_url, autocommit=True) as owner:
        owner.execute("TRUNCATE report, amendment, receipt")
    with psycopg.connect(left.database_url) as source, psycopg.connect(right.database_url) as target:
        rows = source.execute("SELECT * FROM release").fetchall()
        with target.cursor() as cursor:
            cursor.executemany("INSERT INTO release VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)
    return left, right


@pytest.fixture
def sides(configs: tuple[Config, Config]) -> Iterator[tuple[Side, Side]]:
    made = []
    for config in configs:
        app = factory.create_app(config, MovingClock(NOON))
        made.append(Side(app, app.test_client(use_cookies=False), app.extensions["safelight"]))
    yield made[0], made[1]
    for side in made:
        with side.here.database.owner.connect() as connection:
            connection.execute(
                "TRUNCATE report, amendment, receipt, delivery, delivery_key, audit_line, audit_block,"
                " learned_name, learned_place, learned_dismissal"
            )
        side.here.memory.client.flushdb()
        side.here.database.close()


def add_report(side: Side, act: str | None) -> None:
    """One report more, from a phone of its own, and what was made of it by an organizer."""
    assert side.text("A man followed me near Kencom Stage", sender="+15550199").status_code == 200
    with side.here.database.owner.connect() as connection:
        row = connection.execute("SELECT id FROM report").fetchone()
    assert row is not None
    if act == "withdraw":
        with side.here.database.owner.connect() as connection:
            connection.execute("DELETE FROM report")
    elif act is not None:
        browser = side.app.test_client()
        browser.post(
            "/console/sign-in",
            data={"username": city.ORGANIZER.username, "passphrase": city.ORGANIZER.passphrase},
        )
        assert browser.post(f"/console/reports/{row[0]}/{act}", data={"about": "where"}).status_code == 303
    list(periodic.run(side.here))


LEARNED = """
INSERT INTO learned_place (id, name, kind, centre, accuracy_m, after_release)
SELECT gen_random_uuid(), 'Old Tannery', 'landmark', ST_SetSRID(ST_Point(36.83, -1.29), 4326), 150,
       max(position) FROM release
"""
"""A place that three accepted reports agree on and an organizer confirmed, before the next release."""


def teach(side: Side) -> None:
    """What reports teach, as far as it goes before a release: names in sealed rows, and a confirmed place."""
    with side.here.database.owner.connect() as connection:
        connection.execute(
            "INSERT INTO learned_name SELECT gen_random_uuid(), sha256(n::text::bytea), '2026-05-01', 'x'"
            " FROM generate_series(1, 3) AS n"
        )
        connection.execute(LEARNED)
    list(periodic.run(side.here))


def seen(answer: TestResponse) -> tuple[int, bytes, bytes]:
    """Everything an answer says: status, bytes, headers."""
    head = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    return answer.status_code, RANDOM.sub(b"", answer.data), RANDOM.sub(b"", head.encode())


@pytest.mark.parametrize("fate", ONE_MORE)
def test_p6_one_report_more_changes_nothing_for_anyone_outside(fate: str, sides: tuple[Side, Side]) -> None:
    without, with_one = sides
    list(periodic.run(without.here))
    add_report(with_one, ONE_MORE[fate])

    different = [name for name, ask in SURFACES.items() if seen(ask(without)) != seen(ask(with_one))]

    assert different == []


def test_p6_names_that_reports_teach_change_nothing_for_anyone_outside_before_a_release(
    sides: tuple[Side, Side],
) -> None:
    without, with_names = sides
    list(periodic.run(without.here))
    teach(with_names)

    different = [name for name, ask in SURFACES.items() if seen(ask(without)) != seen(ask(with_names))]

    assert different == []


def test_p6_every_surface_answers_as_it_should(sides: tuple[Side, Side]) -> None:
    statuses = {name: ask(sides[0]).status_code for name, ask in SURFACES.items()}

    assert {name for name, status in statuses.items() if status >= 500} == set()
    absent = {"base map", "no such page", "a file that is not there", "a cell", "a post", "a request"}
    assert {name for name, status in statuses.items() if status == 404} <= absent


def test_p6_the_harness_sees_a_difference(sides: tuple[Side, Side]) -> None:
    left, right = sides
    with right.here.database.owner.connect() as connection:
        connection.execute("UPDATE area SET name = 'Testville with one more'")

    different = [name for name, ask in SURFACES.items() if seen(ask(left)) != seen(ask(right))]

    with right.here.database.owner.connect() as connection:
        connection.execute("UPDATE area SET name = 'Testville'")
    assert "map" in different


def test_p6_every_public_address_is_a_surface(sides: tuple[Side, Side]) -> None:
    """A route that this harness does not ask fails here, until it is given a line or a reason."""
    asked = {
        *("public.show_map", "public.show_page", "public.show_data", "public.show_health"),
        "public.send_file",
        *("api.show_openapi", "api.list_releases", "api.show_release", "api.list_cells", "api.show_tile"),
        *("api.list_spots", "api.list_districts", "api.list_trends", "api.show_cell", "api.show_key"),
        *("ushahidi.list_posts", "ushahidi.show_post", "oembed.show"),
        *("open311.discover", "open311.list_services", "open311.list_requests", "open311.show_request"),
        *("report.show", "report.send", "report.thank", "webhook.receive"),
        *("places.suggest", "places.show_cell", "places.show_ground", "basemap.send"),
        *("home.show", "entrance.show_sign_in", "entrance.sign_in"),
        *(
            "safe_zones.show",
            "safe_zones.search",
            "safe_zones.send",
            "safe_zones.show_nomination",
            "safe_zones.show_vouching",
        ),
        *("help_services.show", "help_services.search", "help_services.send_csv"),
        "help_services.send_geojson",
        *("privacy.show", "privacy.send", "receipt.show", "receipt.use", "receipt.thank"),
    }
    # Their answers are drawn at random, or never depend on anything that is stored about reports.
    drawn = {"safe_zones.nominate", "posts.take_request", "posts.take_post"}
    same_for_all = {"static", "entrance.sign_out", "safe_zones.thank"}
    of_zones_alone = {
        *("safe_zones.vouch", "safe_zones.show_visit", "safe_zones.leave_marks", "safe_zones.search")
    }
    app = sides[0].app
    behind_sign_in = {name for name, view in app.view_functions.items() if getattr(view, "roles", ())}

    rules = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert rules == asked | drawn | same_for_all | of_zones_alone | behind_sign_in
