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


def test_every_promise_stands_in_the_threat_model_with_its_tests() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text()

    rows = {
        row[0] for row in re.findall(r"^\| (P\d+) \|.*`tests/|^\| (P\d+) \|", text, re.MULTILINE) if row[0]
    }

    assert rows >= {f"P{number}" for number in range(1, 15)} - {"P1"}


@pytest.mark.parametrize("name", sorted(commands.MODULES))
def test_every_command_can_be_called_for_help(name: str, config: object) -> None:
    app = factory.create_app(config)  # type: ignore[arg-type]  # the fixture's Config

    result = app.test_cli_runner().invoke(args=[name, "--help"])

    assert result.exit_code == 0, result.output
    assert "Usage" in result.output
