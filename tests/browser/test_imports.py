"""A file larger than one request, brought in by parts on the page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from playwright.sync_api import Page, Route

from config import Config

pytestmark = pytest.mark.browser
ROWS = 50
TEXT = 'A man stared at me "again" on the stairs,\nand again. ' + "Nobody helped. " * 300
"""With quotes, a comma and a line's end in every row."""


class Site(Protocol):
    """The running server, as this folder's conftest has it."""

    config: Config


@pytest.fixture(autouse=True)
def _no_rows_left(running: Site) -> Iterator[None]:
    """The site is every browser test's: what a test brings in is gone after it."""
    with psycopg.connect(running.config.database_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE before_import AS SELECT id FROM report")
        yield
        owner.execute("DELETE FROM report WHERE id NOT IN (SELECT id FROM before_import)")
        owner.execute("DROP TABLE before_import")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reports.csv"
    quoted = TEXT.replace('"', '""')
    rows = [f'{number},"{quoted}",Kencom\n' for number in range(ROWS)]
    path.write_text("id,description,location\n" + "".join(rows) + f"{ROWS},,\n", encoding="utf-8")
    assert path.stat().st_size > 200 * 1024
    return path


def look(console: Page, site: str, file: Path) -> None:
    console.goto(f"{site}/console/imports/")
    console.set_input_files("#file", file)
    console.fill("#source", "a large file")
    console.get_by_role("button", name="Look first").click()


def read(console: Page, name: str) -> str:
    return console.locator(f"[data-count='{name}']").inner_text()


def test_a_large_file_is_looked_at_and_stored_in_parts_each_row_once(
    site: str, console: Page, file: Path
) -> None:
    look(console, site, file)
    store = console.get_by_role("button", name="Store them")
    store.wait_for()
    placed, left_out = read(console, "placed"), read(console, "left out")
    reasons = console.locator("#parts li").all_text_contents()
    store.click()
    console.locator(f"[data-count='stored']:text-is('{ROWS}')").wait_for()

    look(console, site, file)
    store.wait_for()

    assert (placed, left_out) == (str(ROWS), "1")
    assert [reason.partition(":")[0] for reason in reasons] == [str(ROWS + 1)]
    assert read(console, "stored before") == str(ROWS)


def test_a_break_on_the_way_is_told_and_nothing_stored_is_lost(site: str, console: Page, file: Path) -> None:
    asked = []

    def break_off(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.abort()
        else:
            route.continue_()

    console.goto(f"{site}/console/imports/")
    console.route(
        "**/console/imports/",
        lambda route: break_off(route) if route.request.method == "POST" else route.continue_(),
    )
    look(console, site, file)

    console.locator("#parts [role=alert]").wait_for()
    assert console.get_by_role("button", name="Store them").is_hidden()
