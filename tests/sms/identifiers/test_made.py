"""The lists' file: as good as the sources, and never trusted where it does not fit them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sms.identifiers import lists, made


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "lists.made"
    monkeypatch.setattr(made, "FILE", path)
    return path


def test_the_file_holds_what_the_sources_say(file: Path) -> None:
    made.write()

    found = made.read()

    assert found is not None
    fresh = lists.make()
    assert [getattr(found, name).to_bytes() for name in made.SETS] == [
        getattr(fresh, name).to_bytes() for name in made.SETS
    ]


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x81\xa3key\xc4\x01x", b"\xc1" * 40], ids=repr)
def test_a_file_that_does_not_fit_is_not_used(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert made.read() is None


def test_without_a_file_nothing_is_used(file: Path) -> None:
    assert made.read() is None
