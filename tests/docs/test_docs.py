"""The documents name what there is: settings, commands, promises, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import commands, factory
from config import ROOT

PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("document", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8"))

    missing = [link for link in links if not (document.parent / link).exists()]

    assert missing == []


THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
CITED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?/?(?:::\w+)?)`", THREATS)))
BY_FILE = {"P6", "P8", "P9"}
"""Promises whose tests are files of their own, not one sentence."""


@pytest.mark.parametrize("test", CITED)
def test_the_threat_model_cites_tests_that_exist(test: str) -> None:
    file, _, name = test.partition("::")

    assert (ROOT / file).exists()
    assert not name or re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_promise_has_a_test_whose_name_is_its_sentence() -> None:
    promised = dict(re.findall(r"^\| (P\d+) \| ([^|;]+)", THREATS, re.MULTILINE))
    named = {cited.partition("::")[2] for cited in CITED}

    assert promised.keys() == {f"P{number}" for number in range(1, 15)}
    for promise in promised.keys() - BY_FILE:
        sentence = promised[promise].strip().lower().replace("'", "")
        assert f"test_{promise.lower()}_{re.sub('[^a-z0-9]+', '_', sentence)}" in named


@pytest.mark.parametrize("name", sorted(commands.MODULES))
def test_every_command_can_be_called_for_help(name: str, config: object) -> None:
    app = factory.create_app(config)  # type: ignore[arg-type]  # the fixture's Config

    result = app.test_cli_runner().invoke(args=[name, "--help"])

    assert result.exit_code == 0, result.output
    assert "Usage" in result.output
