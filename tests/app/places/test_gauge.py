from __future__ import annotations

from pathlib import Path

import pytest

from app.places import gauge


def test_the_byte_up_to_which_a_file_is_read_is_found(tmp_path: Path) -> None:
    path = tmp_path / "extract.osm.pbf"
    path.write_bytes(b"x" * 100_000)

    with path.open("rb", buffering=0) as file:
        file.read(60_000)
        position = gauge.find_position(path)

    assert position == 60_000
    assert gauge.find_position(path) == 0


def test_a_file_without_counted_rows_ends_at_its_last_byte(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "extract.osm.pbf"
    path.write_bytes(b"x" * 2_000)

    with gauge.shown(path, None) as progress:
        progress(10_000)

    assert "Traceback" not in capfd.readouterr().err
