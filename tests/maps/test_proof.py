"""The audit: it stays under the claim on the mechanism as it is, and catches every planted mistake."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maps.disclosure import budget, draw, partition
from maps.proof import audit, mistakes, page, utility, world

POINTS = Path("../shared/data/incidents/nyc_vehicle_thefts_2014.csv.gz")


def test_the_audit_stays_under_the_claim() -> None:
    found = audit.audit(runs=3_000)

    assert found.runs >= 3_000
    # Above one it has power; above the claim it would have refuted the promise.
    assert 1.0 < found.epsilon <= audit.CLAIM


@pytest.mark.parametrize("name", mistakes.MISTAKES)
def test_the_audit_catches_the_planted_mistake(name: str) -> None:
    found = audit.audit(mistakes.MISTAKES[name], runs=mistakes.RUNS.get(name, 3_000), add=mistakes.fast)

    assert found.epsilon > audit.CLAIM


def test_a_bound_never_passes_the_truth_of_plain_randomized_response() -> None:
    rng = np.random.default_rng(1)
    yes = np.exp(1.5) / (1 + np.exp(1.5))
    bounds = [
        audit.lower_bound(*((rng.random((2_000, 1)) < p).astype(float) for p in (1 - yes, yes)))
        for _ in range(20)
    ]

    assert max(bounds) <= 1.5
    assert min(bounds) > 1.0


def test_both_neighbours_alike_give_no_bound() -> None:
    rng = np.random.default_rng(2)

    assert audit.lower_bound(rng.normal(size=(2_000, 3)), rng.normal(size=(2_000, 3))) < 0.2


def test_the_worlds_differ_by_one_report_at_the_splitting_threshold() -> None:
    place = world.build(30)
    by = partition.rule(budget.MAP["standard"]["leaf"])

    without, one_more = (
        draw.draw_map(counts, place.areas, 2_500, lambda values, _: values.copy()).table("r7")
        for counts in (place.without, place.one_more)
    )

    assert without is not None
    assert one_more is not None
    assert set(without.counts) == {0, by.r8_at - 1}
    assert set(one_more.counts) == {0, by.r8_at}
    assert max(np.mean(one_more.array().reshape(30, -1), axis=1)) < by.all_at


@pytest.mark.skipif(not POINTS.exists(), reason="the incidents are not on this machine")
@pytest.mark.parametrize("reports", utility.SIZES)
def test_the_map_finds_about_as_much_as_the_best_flat_grid(reports: int) -> None:
    found = utility.compare(utility.read_points(POINTS), reports, seeds=12)

    best = max(found[name].mean for name in ("flat r7", "flat r8", "flat r9"))
    # Over twelve draws a difference of means is good to three hundredths.
    assert found["map"].mean >= best - 0.12


def test_the_proof_page_has_a_line_for_every_audit() -> None:
    table = page.audits(runs=200)

    lines = table.splitlines()
    assert len(lines) == 3 + len(mistakes.MISTAKES) + len(mistakes.SUBTLE)
    assert all(line.count("|") == 5 for line in lines)


def test_the_proof_page_states_hot_spots_by_volume() -> None:
    assert page.hotspots(runs=5).splitlines()[-1].startswith("| planted spots found | ")
