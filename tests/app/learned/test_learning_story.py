"""A name that three accepted reports agree on: proposed, confirmed, and found after the next release only."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import periodic, retention, withdrawals
from app.deployment import Deployment
from app.learned import entering
from maps import cells

TextSender = Callable[..., TestResponse]
SPOT = f"spot {cells.snap(36.8300, -1.2900)}"
FAR = f"spot {cells.snap(36.8000, -1.2700)}"
NAME = "Old Tannery"
WAITING = "SELECT count(*) FROM learned_name"


@pytest.fixture(autouse=True)
def keep_gazetteer(owner: psycopg.Connection) -> Iterator[None]:
    """Take out of the gazetteer what a test let into it."""
    yield
    for statement in (
        "DELETE FROM place_key WHERE place_id IN (SELECT id FROM place WHERE source_id IN {})",
        "DELETE FROM place_skeleton WHERE place_id IN (SELECT id FROM place WHERE source_id IN {})",
        "DELETE FROM place_source WHERE id IN {}",
    ):
        mine = f"(SELECT id FROM place_source WHERE name = '{entering.SOURCE}')"
        owner.execute(statement.format(mine).encode())


@pytest.fixture
def tell(client: FlaskClient, console: FlaskClient) -> Callable[..., str]:
    """Sends a form with a place that was pointed at, and gives the page where it is judged."""

    def send(place: str = f"near {NAME}", where: str = SPOT, text: str = "A man followed me") -> str:
        before = set(find_paths(console))
        answer = client.post(
            "/report", data={"text": text, "place": place, "where": where, "finest": "finest"}
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return (set(find_paths(console)) - before).pop()

    return send


def find_paths(console: FlaskClient) -> list[str]:
    page = console.get("/console/reports/").get_data(as_text=True)
    return re.findall(r'action="(/console/reports/[0-9a-f-]{36})/accept', page)


def count(owner: psycopg.Connection) -> int:
    row = owner.execute(WAITING).fetchone()
    assert row is not None
    return int(row[0])


def accept_three(tell: Callable[..., str], console: FlaskClient, **said: str) -> None:
    for _ in range(3):
        console.post(f"{tell(**said)}/accept")


def suggest(client: FlaskClient, typed: str) -> str:
    return client.post("/places/suggest", data={"text": typed}).get_data(as_text=True)


def publish(owner: psycopg.Connection, position: int = 0) -> None:
    owner.execute(
        "INSERT INTO release VALUES (%s, %s, %s, '2026-01-01', '2026-01-31', '2026-03-03', '', '')",
        (position, f"r{position}", ("bulletin", "map")[position]),
    )


def test_three_that_agree_are_proposed_and_two_are_not(
    tell: Callable[..., str], console: FlaskClient
) -> None:
    seen = []

    for path in (tell(), tell(place="opposite the OLD TANNERY"), tell(place="old tannery")):
        console.post(f"{path}/accept")
        seen.append("Tannery" in console.get("/console/places/").get_data(as_text=True))

    assert seen == [False, False, True]


def test_nothing_of_a_name_stands_in_clear(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_three(tell, console)

    rows = owner.execute("SELECT learned_name::text FROM learned_name").fetchall()
    ids = owner.execute("SELECT id FROM report").fetchall()
    assert len(rows) == 3
    for (row,) in rows:
        assert b"Tannery".hex() not in row
        assert b"tannery".hex() not in row
        assert all(id_.hex not in row and str(id_) not in row for (id_,) in ids)


def test_an_acceptance_undone_teaches_nothing(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    path = tell()
    counts = []

    for act in ("accept", "undo", "accept", "undo", "reject"):
        console.post(f"{path}/{act}")
        counts.append(count(owner))

    assert counts == [1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    "said",
    [
        {"place": "Kencom Stage", "where": f"spot {cells.snap(36.8245, -1.2858)}"},
        {"place": "the market", "where": SPOT},
        {"place": NAME, "where": f"city {cells.snap(36.83, -1.29, 5)}"},
    ],
    ids=["held by the gazetteer", "no name", "only the city"],
)
def test_what_teaches_nothing(
    said: dict[str, str], tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    console.post(f"{tell(**said)}/accept")

    assert count(owner) == 0


def test_reports_that_mean_different_spots_propose_nothing(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    for where in (SPOT, SPOT, FAR, FAR):
        console.post(f"{tell(where=where)}/accept")

    assert count(owner) == 4
    assert "Tannery" not in console.get("/console/places/").get_data(as_text=True)


def test_a_place_corrected_by_an_organizer_teaches_what_the_reporter_calls_it(
    send_text: TextSender, console: FlaskClient, owner: psycopg.Connection
) -> None:
    send_text("A man followed me by the old tannery, not far from Kencom Stage")
    path = find_paths(console)[0]
    page = console.get(path, query_string={"place": "Blue Mosque"}).get_data(as_text=True)
    place = re.findall(r'name="place_id" value="(-?\d+)"', page)[0]
    form = {"verification": "unverified", "place_id": place, "place_phrase": "Old Tannery"}

    console.post(f"{path}/correct", data=form)
    console.post(f"{path}/accept")

    assert count(owner) == 1


def confirm(console: FlaskClient, name: str = NAME, kind: str = "landmark") -> str:
    page = console.get("/console/places/").get_data(as_text=True)
    key = html.unescape(re.findall(r'name="key" value="([^"]+)"', page)[0])
    answer = console.post(
        "/console/places/confirm", data={"key": key, "name": name, "kind": kind}, follow_redirects=True
    )
    return answer.get_data(as_text=True)


def test_a_confirmed_place_is_found_after_the_next_release_and_not_before(
    tell: Callable[..., str],
    console: FlaskClient,
    client: FlaskClient,
    owner: psycopg.Connection,
    here: Deployment,
) -> None:
    publish(owner)
    before = suggest(client, NAME)
    accept_three(tell, console)
    waiting = suggest(client, NAME)
    today = here.local_now().date()

    page = confirm(console)
    entered_early = entering.enter_due(owner, today)
    confirmed = suggest(client, NAME)
    publish(owner, 1)
    entered = entering.enter_due(owner, today)
    again = entering.enter_due(owner, today)

    assert "waits for the next release" in page
    assert (entered_early, entered, again) == (0, 1, 0)
    assert before == waiting == confirmed
    assert NAME in suggest(client, NAME)
    assert count(owner) == 0
    row = owner.execute("SELECT places FROM place_source WHERE name = %s", (entering.SOURCE,)).fetchone()
    assert row == (1,)


def enter(console: FlaskClient, tell: Callable[..., str], owner: psycopg.Connection, today: date) -> str:
    """Confirms the place, lets it in, and gives the path that takes it back."""
    accept_three(tell, console)
    confirm(console)
    publish(owner)
    entering.enter_due(owner, today)
    page = console.get("/console/places/").get_data(as_text=True)
    return str(re.findall(r'action="(/console/places/[0-9a-f-]{36}/take-back)"', page)[0])


def test_one_entered_place_can_be_taken_out_again(
    tell: Callable[..., str],
    console: FlaskClient,
    client: FlaskClient,
    owner: psycopg.Connection,
    here: Deployment,
) -> None:
    today = here.local_now().date()
    path = enter(console, tell, owner, today)
    found = suggest(client, NAME)

    console.post(path)
    moved, again = entering.enter_due(owner, today), entering.enter_due(owner, today)

    assert NAME in found
    assert NAME not in suggest(client, NAME)
    assert (moved, again) == (1, 0)
    assert owner.execute("SELECT 1 FROM place_source WHERE name = %s", (entering.SOURCE,)).fetchone() is None


@pytest.mark.parametrize(
    ("options", "is_gone", "said"),
    [
        (["--name", NAME], True, f"{NAME} removed"),
        (["--name", "Another"], False, "no place of it is called Another"),
        ([], True, f"{entering.SOURCE} removed"),
    ],
    ids=["by its name", "another name", "the whole source"],
)
def test_entered_places_are_removed_by_command(
    options: list[str],
    is_gone: bool,
    said: str,
    tell: Callable[..., str],
    console: FlaskClient,
    client: FlaskClient,
    owner: psycopg.Connection,
    here: Deployment,
) -> None:
    enter(console, tell, owner, here.local_now().date())

    answer = client.application.test_cli_runner().invoke(args=["places", "remove", entering.SOURCE, *options])

    assert said in answer.output
    assert (NAME not in suggest(client, NAME)) is is_gone
    assert (NAME not in console.get("/console/places/").get_data(as_text=True)) is is_gone


def test_places_of_a_file_are_not_removed_one_by_one(client: FlaskClient) -> None:
    answer = client.application.test_cli_runner().invoke(
        args=["places", "remove", "places.csv", "--name", "Kencom Stage"]
    )

    assert "one by one" in answer.output
    assert answer.exit_code == 2


def test_a_confirmed_place_can_be_taken_back_until_it_enters(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection, here: Deployment
) -> None:
    accept_three(tell, console)
    page = confirm(console)
    path = re.findall(r'action="(/console/places/[0-9a-f-]{36}/take-back)"', page)[0]

    console.post(path)
    publish(owner)

    assert entering.enter_due(owner, here.local_now().date()) == 0
    assert owner.execute("SELECT count(*) FROM learned_place").fetchone() == (0,)


def test_what_was_put_away_is_not_proposed_again(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_three(tell, console)
    page = console.get("/console/places/").get_data(as_text=True)
    key = html.unescape(re.findall(r'name="key" value="([^"]+)"', page)[0])

    console.post("/console/places/dismiss", data={"key": key})
    accept_three(tell, console)

    assert "It is a public place" not in console.get("/console/places/").get_data(as_text=True)


def test_what_was_put_away_stays_so_when_its_reports_are_gone(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection, here: Deployment
) -> None:
    accept_three(tell, console)
    page = console.get("/console/places/").get_data(as_text=True)
    key = html.unescape(re.findall(r'name="key" value="([^"]+)"', page)[0])
    console.post("/console/places/dismiss", data={"key": key})
    later = here.local_now().date() + timedelta(days=2 * here.config.keep_narrative_days)

    retention.purge_rows(owner, here.config, here.config.secret_key, later)
    accept_three(tell, console)

    assert "It is a public place" not in console.get("/console/places/").get_data(as_text=True)


def test_what_was_put_away_can_be_let_back(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_three(tell, console)
    page = console.get("/console/places/").get_data(as_text=True)
    key = html.unescape(re.findall(r'name="key" value="([^"]+)"', page)[0])
    console.post("/console/places/dismiss", data={"key": key})
    page = console.get("/console/places/").get_data(as_text=True)
    path = re.findall(r'action="(/console/places/[0-9a-f-]{36}/let-back)"', page)[0]

    answers = [console.post(path, follow_redirects=True).get_data(as_text=True) for _ in range(2)]
    accept_three(tell, console)

    assert "It may be proposed again" in answers[0]
    assert "Nothing was changed" in answers[1]
    assert "It is a public place" in console.get("/console/places/").get_data(as_text=True)
    assert owner.execute("SELECT count(*) FROM learned_dismissal").fetchone() == (0,)


@pytest.mark.parametrize(
    ("name", "kind"), [("", "landmark"), ("the market", "landmark"), (NAME, "city"), ("x" * 101, "stop")]
)
def test_a_place_without_a_name_or_kind_of_its_own_is_refused(
    name: str, kind: str, tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_three(tell, console)

    page = confirm(console, name, kind)

    assert "Nothing was changed" in page
    assert count(owner) == 3


def test_of_two_confirmations_one_wins_and_the_other_is_told(
    tell: Callable[..., str], console: FlaskClient
) -> None:
    accept_three(tell, console)
    page = console.get("/console/places/").get_data(as_text=True)
    key = html.unescape(re.findall(r'name="key" value="([^"]+)"', page)[0])
    form = {"key": key, "name": NAME, "kind": "landmark"}

    answers = [
        console.post("/console/places/confirm", data=form, follow_redirects=True).get_data(as_text=True)
        for _ in range(2)
    ]

    assert "Confirmed: " in answers[0]
    assert "Nothing was changed" in answers[1]


def test_every_act_is_on_record(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection
) -> None:
    accept_three(tell, console)
    confirm(console)

    acts = {act for (act,) in owner.execute("SELECT act FROM audit_line")}
    assert {"places read", "place confirm"} <= acts


def test_a_withdrawn_report_teaches_nothing_any_more(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection, here: Deployment
) -> None:
    accept_three(tell, console)
    row = owner.execute("SELECT id FROM report LIMIT 1").fetchone()
    assert row is not None

    owner.execute("DELETE FROM report WHERE id = %s", row)
    withdrawals.note(owner, here.config.secret_key, row[0], here.local_now().date())
    periodic.purge(here)

    assert count(owner) == 2


def test_names_go_when_the_words_they_came_from_do(
    tell: Callable[..., str], console: FlaskClient, owner: psycopg.Connection, here: Deployment
) -> None:
    accept_three(tell, console)
    month = here.local_now().date().replace(day=1)
    kept = timedelta(days=here.config.keep_narrative_days)
    counts = []

    for today in (month + kept - timedelta(days=1), month + kept):
        retention.purge_rows(owner, here.config, here.config.secret_key, today)
        counts.append(count(owner))

    assert counts == [3, 0]
