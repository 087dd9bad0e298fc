from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from app.cli import redact


def test_planted_messages_are_measured(tmp_path: Path) -> None:
    file = tmp_path / "planted.jsonl"

    planted = CliRunner().invoke(redact.redact_, ["plant", str(file), "--count", "350"])
    measured = CliRunner().invoke(redact.redact_, ["measure", str(file)])

    assert planted.exit_code == 0
    assert measured.exit_code == 0
    titles = [line[:14].strip() for line in measured.output.splitlines()]
    assert {"found, %", "name", "number", "lost, %", "other words", "place words", "ms a message"} <= set(
        titles
    )


def test_a_table_of_messages_is_read(tmp_path: Path) -> None:
    file = tmp_path / "planted.csv"
    spans = json.dumps([{"start": 5, "end": 17, "kind": "number"}]).replace('"', '""')
    file.write_text(f'text,lang,spans,places\ncall 07700 900123,en,"{spans}",[]\n', encoding="utf-8")

    result = CliRunner().invoke(redact.redact_, ["measure", str(file)])

    assert "number" in result.output
    assert "100.0" in result.output


def test_an_ill_formed_file_is_refused_without_showing_it(tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text('{"text": "my secret"}\n', encoding="utf-8")

    result = CliRunner().invoke(redact.redact_, ["measure", str(file)])

    assert result.exit_code == 1
    assert "secret" not in result.output
