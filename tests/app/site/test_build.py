"""The whole site as files: complete, checkable, and without a link that leads nowhere."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

LINK = re.compile(r'(?:href|src)="([^"]+)"')
LIVE = "https://safelight.example"


@pytest.fixture
def folder(city: str, app: Flask, tmp_path: Path) -> Path:
    target = tmp_path / "site"
    result = app.test_cli_runner().invoke(args=["site", "build", str(target)])
    assert result.exit_code == 0, result.output
    return target


def test_the_site_is_complete_checkable_and_leads_nowhere_else(folder: Path, app: Flask, city: str) -> None:
    pages = sorted(folder.rglob("*.html"))
    broken, outside = [], set()
    for page in pages:
        for link in LINK.findall(page.read_text("utf-8")):
            parts = urlsplit(link)
            if parts.scheme in ("sms", "tel") or not parts.path:
                continue
            if parts.scheme:
                outside.add(f"{parts.scheme}://{parts.netloc}")
            else:
                path = posixpath.normpath(page.parent.relative_to(folder).joinpath(parts.path).as_posix())
                if not (folder / path).exists():
                    broken.append((page.name, link))
    verified = app.test_cli_runner().invoke(args=["release", "verify", "--site", str(folder)])

    assert broken == []
    assert outside == {LIVE, "https://www.wikipedia.org"}
    assert (folder / "index.html").read_bytes() == (folder / "index.en.html").read_bytes()
    assert (folder / "index.en.html.br").exists()
    assert verified.exit_code == 0, verified.output
    assert "good  chain of" in verified.output


def test_a_release_folder_needs_nothing_outside_it(folder: Path, city: str) -> None:
    page = folder / "releases" / city / "index.ar.html"

    loaded = re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', page.read_text("utf-8"))

    assert loaded
    assert all((page.parent / link).exists() and not link.startswith("..") for link in loaded)


def test_building_again_replaces_a_site_and_nothing_else(folder: Path, app: Flask, tmp_path: Path) -> None:
    again = app.test_cli_runner().invoke(args=["site", "build", str(folder), "--plain"])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    refused = app.test_cli_runner().invoke(args=["site", "build", str(tmp_path / "mine")])

    assert again.exit_code == 0
    assert not list(folder.rglob("*.br"))
    assert refused.exit_code == 1
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_every_table_of_a_release_states_the_noise_of_its_numbers(folder: Path) -> None:
    tables = list((folder / "releases").glob("*/*.csv"))

    without = [
        place.name
        for place in tables
        if "noise_sd" not in place.read_text("utf-8").splitlines()[0].split(",")
    ]

    assert {
        "counts.csv",
        "cells.csv",
        "cells.hxl.csv",
        "spots.csv",
        "likely.csv",
        "districts.csv",
        "trends.csv",
    } == {place.name for place in tables}
    assert without == []


@pytest.mark.parametrize("below", ["", "site", "deep/site"])
def test_a_site_is_not_built_on_or_below_a_plain_file(below: str, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")

    result = app.test_cli_runner().invoke(args=["site", "build", str(file / below)])

    assert isinstance(result.exception, SystemExit)
    assert "is a file" in result.output or "cannot be made" in result.output
    assert file.read_text() == "mine"
