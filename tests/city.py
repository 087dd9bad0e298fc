"""A small city around Nairobi's centre for every test that needs places and an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import h3
from flask.testing import FlaskCliRunner

from app import accounts, areas, factory, release, sessions
from app.deployment import Deployment
from config import Config
from maps import cells

CENTRE = (36.82, -1.285)
"""Lon, lat: the test city stands around it."""
PLACES = (
    ("Kencom Stage", 36.8245, -1.2858, "stop", "Kencom;كينكوم"),
    ("Blue Mosque", 36.8200, -1.2830, "landmark", "المسجد الأزرق;Msikiti wa Bluu"),
    ("Moi Avenue", 36.8250, -1.2830, "street", ""),
    ("Eastleigh", 36.8500, -1.2750, "neighbourhood", ""),
    ("Testville", 36.8200, -1.2850, "city", ""),
)
FIRST_DAY = date(2026, 1, 1)
REPORTS = """
WITH near AS (
    SELECT id, row_number() OVER (ORDER BY ST_Distance(centre, ST_SetSRID(ST_Point(36.82, -1.285), 4326)))
           AS rank
    FROM cell WHERE resolution = 9
)
INSERT INTO report (cell_id, precision, category_group, part_of_day, period, state, sealed)
SELECT id, 'spot', (ARRAY['words', 'looks', 'following', 'touching', 'other'])[1 + mod(n, 5)],
       (ARRAY['morning', 'afternoon', 'evening', 'night'])[1 + mod(n, 4)], %(period)s, 'accepted', ''
FROM generate_series(1, 3000) AS n JOIN near ON rank = 1 + mod(n * n, 41)
"""
"""3,000 accepted reports around the centre: enough for a map of their month."""


@dataclass(frozen=True, slots=True)
class Account:
    """An organizer of the tests."""

    username: str
    passphrase: str


ORGANIZER = Account("amina", "correct horse battery staple amber tidal wharf")


def found(config: Config, folder: Path) -> Account:
    """Migrate an empty database, put the city and an organizer into it; `folder` is for a file on the way."""
    app = factory.create_app(config)
    here: Deployment = app.extensions["safelight"]
    here.memory.client.flushdb()
    _run(app.test_cli_runner(), "database", "upgrade")
    _run(app.test_cli_runner(), "places", "import", str(write_places(folder)))
    outline = cells.union(h3.grid_disk(cells.snap(*CENTRE, 7), 2))
    with here.database.owner.connect() as connection:
        areas.store(connection, "testville", "Testville", outline, "Africa/Nairobi", FIRST_DAY)
    with app.app_context():
        session = sessions.database_session()
        accounts.add_first(session, ORGANIZER.username, ORGANIZER.passphrase, FIRST_DAY)
        session.commit()
    here.database.close()
    here.memory.client.close()
    return ORGANIZER


def publish(config: Config, today: date) -> None:
    """Put accepted reports of the first month in, and draw what is due on a day."""
    app = factory.create_app(config)
    here: Deployment = app.extensions["safelight"]
    with here.database.owner.connect() as connection:
        connection.execute(REPORTS, {"period": FIRST_DAY})
    with here.database.release.connect() as connection:
        release.publish_due(connection, today, config.secret_key)
    here.database.close()
    here.memory.client.close()


def write_places(folder: Path) -> Path:
    """The city's places as a CSV file that `flask places import` takes."""
    file = folder / "city.csv"
    rows = [f"{name},{lon},{lat},{kind},{others}" for name, lon, lat, kind, others in PLACES]
    file.write_text("\n".join(["name,lon,lat,kind,other names", *rows]), encoding="utf-8")
    return file


def _run(runner: FlaskCliRunner, *arguments: str) -> None:
    done = runner.invoke(args=list(arguments))
    assert done.exit_code == 0, done.output
