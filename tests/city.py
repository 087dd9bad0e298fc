"""A small city around Nairobi's centre for every test that needs places and an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import h3
from flask.testing import FlaskCliRunner

from app import accounts, areas, factory, sessions
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


def write_places(folder: Path) -> Path:
    """The city's places as a CSV file that `flask places import` takes."""
    file = folder / "city.csv"
    rows = [f"{name},{lon},{lat},{kind},{others}" for name, lon, lat, kind, others in PLACES]
    file.write_text("\n".join(["name,lon,lat,kind,other names", *rows]), encoding="utf-8")
    return file


def _run(runner: FlaskCliRunner, *arguments: str) -> None:
    done = runner.invoke(args=list(arguments))
    assert done.exit_code == 0, done.output
