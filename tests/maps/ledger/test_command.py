"""What a stranger's computer says of a copy of the site: whole, forked, or with something left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from maps.ledger import canonical

Draw = Callable[[int, str | None], bytes]
Site = Callable[..., Path]
Verify = Callable[..., Result]


def test_a_whole_site_is_sound(chain: list[bytes], site: Site, run_verify: Verify) -> None:
    result = run_verify("--site", site(*chain))

    assert result.exit_code == 0
    assert "good  chain of 3" in result.output


def test_a_second_draw_of_a_month_is_wrong_in_a_site(
    chain: list[bytes], draw_bulletin: Draw, site: Site, run_verify: Verify
) -> None:
    again = draw_bulletin(2, canonical.load(chain[2])["previous"])

    result = run_verify("--site", site(*chain, again))

    assert result.exit_code == 1
    assert "is a second bulletin for days that" in result.output


def test_two_draws_of_a_month_are_wrong_as_single_files_too(
    chain: list[bytes], draw_bulletin: Draw, tmp_path: Path, run_verify: Verify
) -> None:
    again = draw_bulletin(2, canonical.load(chain[1])["sha256"])
    (tmp_path / "mine.json").write_bytes(chain[2])
    (tmp_path / "theirs.json").write_bytes(again)

    result = run_verify(tmp_path / "mine.json", tmp_path / "theirs.json")

    assert result.exit_code == 1
    assert "theirs.json: is a second bulletin for days that" in result.output


def test_a_file_that_does_not_stand_in_the_site_beside_it_is_wrong(
    chain: list[bytes], draw_bulletin: Draw, site: Site, tmp_path: Path, run_verify: Verify
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(draw_bulletin(2, canonical.load(chain[0])["sha256"]))

    result = run_verify(elsewhere, "--site", site(*chain[:2]))

    assert result.exit_code == 1
    assert "follows the same entry in the chain, and so does" in result.output


@pytest.mark.parametrize("left_out", [0, 1], ids=["the first", "a middle one"])
def test_a_release_left_out_of_a_site_is_wrong(
    chain: list[bytes], left_out: int, site: Site, run_verify: Verify
) -> None:
    missing = chain.pop(left_out)

    result = run_verify("--site", site(*chain))

    assert result.exit_code == 1
    assert f"follows an entry that is not here: {canonical.load(missing)['sha256']}" in result.output


def test_a_site_of_one_release_that_is_not_the_first_is_wrong(
    chain: list[bytes], site: Site, run_verify: Verify
) -> None:
    assert run_verify("--site", site(chain[1])).exit_code == 1


def test_single_files_of_a_chain_are_sound_and_said_to_be_no_whole_one(
    chain: list[bytes], tmp_path: Path, run_verify: Verify
) -> None:
    files = [tmp_path / f"{at}.json" for at in range(3)]
    for file, text in zip(files, chain, strict=True):
        file.write_bytes(text)

    result = run_verify(files[2], files[0])

    assert result.exit_code == 0
    assert "These files are no whole chain" in result.output


def test_the_same_release_given_twice_is_one(chain: list[bytes], site: Site, run_verify: Verify) -> None:
    folder = site(*chain)

    result = run_verify(folder / "releases" / "1" / "release.json", "--site", folder)

    assert result.exit_code == 0
    assert "good  chain of 3" in result.output


def test_a_tampered_day_is_named_and_no_crash(chain: list[bytes], site: Site, run_verify: Verify) -> None:
    tampered = chain[0].replace(b'"to":"2026-03-31"', b'"to":"9999-12-31"')

    result = run_verify("--site", site(tampered))

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "release.json: period.to: is no day from 2000 to 2999" in result.output
