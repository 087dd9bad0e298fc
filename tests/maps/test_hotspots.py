"""Hot spots: chance and noise are not hot, what is planted is found, and Gi* is PySAL's."""

from __future__ import annotations

import csv
import math
import random
import warnings
from datetime import date
from pathlib import Path

import h3
import numpy as np
import pytest
from numpy.random import Generator
from scipy import stats
from scipy.spatial import cKDTree

from maps.disclosure import area, budget, count, draw, hexindex
from maps.disclosure.noise import Counts, Noise
from maps.disclosure.period import Published
from maps.disclosure.table import Table
from maps.errors import EstimateError
from maps.hotspots import course, getis, graph, spot, tail, trend
from maps.ledger import release

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import esda
    import libpysal

CITY = area.Area("city", tuple(sorted(h3.grid_disk(h3.latlng_to_cell(40.7, -73.9, 7), 8))))
FINEST = hexindex.children(hexindex.parse(CITY.cells), 9).ravel()
PUBLISHED = Path("../shared/data/hotspots/getisord_go_xyz.csv")


def laplace(rng: Generator) -> Noise:
    """Discrete Laplace from a seeded generator, so that these tests are the same every time."""

    def add(values: Counts, epsilon: float) -> Counts:
        stop = -math.expm1(-epsilon)
        return values + rng.geometric(stop, len(values)) - rng.geometric(stop, len(values))

    return add


def a_map(where: hexindex.Cells, rng: Generator) -> tuple[Table, ...]:
    counts = count.tally_cells(where)
    return draw.draw_map(counts, [CITY], 2_500, laplace(rng)).tables


@pytest.mark.parametrize("reports", [0, 1_000, 5_000])
def test_uniform_data_have_hot_spots_in_one_run_of_twenty_at_most(reports: int) -> None:
    rng = np.random.default_rng(reports)

    runs = [spot.find(a_map(rng.choice(FINEST, rng.poisson(reports)), rng)) for _ in range(60)]

    # Six of sixty lie within the luck of a rate of five in a hundred.
    assert sum(any(one.kind == spot.HOT for one in found) for found in runs) <= 6
    assert sum(bool(found) for found in runs) <= 7


@pytest.mark.parametrize("reports", [5_000, 2_500])
def test_planted_hot_spots_are_found(reports: int) -> None:
    rng = np.random.default_rng(reports)
    found = []
    for _ in range(20):
        planted = rng.choice(FINEST, 3, replace=False)
        where = np.concatenate([rng.choice(FINEST, reports), np.repeat(planted, reports // 80)])
        hot = {one.cell for one in spot.find(a_map(where, rng)) if one.kind == spot.HOT}
        found += [bool(hot & set(hexindex.write(hexindex.parent(planted[[at]], 8)))) for at in range(3)]

    assert np.mean(found) >= 0.95


def test_a_quiet_quarter_is_cold() -> None:
    rng = np.random.default_rng(5)
    quiet = hexindex.parse(h3.grid_disk(CITY.cells[60], 2))
    busy = FINEST[hexindex.find(hexindex.parent(FINEST, 7), np.sort(quiet)) < 0]

    found = spot.find(a_map(rng.choice(busy, 12_000), rng))

    cold = {one.cell for one in found if one.kind == spot.COLD}
    assert CITY.cells[60] in cold


def test_a_baseline_explains_what_follows_it() -> None:
    rng = np.random.default_rng(6)
    cells8 = np.unique(hexindex.parent(FINEST, 8))
    weight = np.where(np.arange(len(cells8)) < 40, 12.0, 1.0)
    chance = np.repeat(weight / 7, 7) / weight.sum()
    where = rng.choice(np.sort(FINEST), 6_000, p=chance)
    tables = a_map(where, rng)

    baseline = dict(zip(hexindex.write(cells8), weight.tolist(), strict=True))

    assert any(one.kind == spot.HOT for one in spot.find(tables))
    assert not any(one.kind == spot.HOT for one in spot.find(tables, baseline))


def test_a_baseline_without_weight_is_refused() -> None:
    tables = a_map(FINEST[:10], np.random.default_rng(1))

    with pytest.raises(EstimateError):
        spot.find(tables, {})


@pytest.mark.parametrize(("mean", "draws", "epsilon"), [(0.0, 7, 0.5), (30.5, 49, 0.55), (4.2, 1, 0.4)])
def test_tails_are_those_of_the_sum(mean: float, draws: int, epsilon: float) -> None:
    rng = np.random.default_rng(3)
    size = 200_000
    stop = -math.expm1(-epsilon)
    noise = rng.geometric(stop, (size, draws)) - rng.geometric(stop, (size, draws))
    sums = rng.poisson(mean, size) + noise.sum(axis=1)
    at = np.quantile(sums, [0.01, 0.3, 0.5, 0.9, 0.999]).astype(np.int64)

    lower, upper = tail.tails(at, np.full(5, mean), np.full(5, draws), epsilon)

    np.testing.assert_allclose(lower, [(sums <= one).mean() for one in at], atol=0.004)
    np.testing.assert_allclose(upper, [(sums >= one).mean() for one in at], atol=0.004)


def test_tails_without_noise_are_poissons_far_out_too() -> None:
    at = np.arange(0, 60, 5)

    lower, upper = tail.tails(at, np.full(len(at), 20.0), np.zeros(len(at), dtype=np.int64), 0.5)

    np.testing.assert_allclose(upper, stats.poisson.sf(at - 1, 20.0), rtol=1e-3, atol=1e-14)
    np.testing.assert_allclose(lower, stats.poisson.cdf(at, 20.0), rtol=1e-3, atol=1e-14)


def test_adjusted_values_are_benjamini_and_hochbergs() -> None:
    p = np.array([0.01, 0.5, 0.02, 0.04, 0.9])

    np.testing.assert_allclose(spot.adjust(p), stats.false_discovery_control(p))


def neighbours(cells: list[str]) -> list[list[int]]:
    at = {cell: index for index, cell in enumerate(cells)}
    return [[at[near] for near in h3.grid_disk(cell, 1) if near != cell and near in at] for cell in cells]


@pytest.mark.parametrize("resolution", [0, 1, 5, 7, 8, 9])
@pytest.mark.parametrize("place", ["city", "pentagon", "base cells' edge", "antimeridian", "pole"])
def test_touching_cells_are_those_of_h3(resolution: int, place: str) -> None:
    rng = random.Random(resolution)
    middles = {
        "city": h3.latlng_to_cell(40.7, -73.9, resolution),
        "pentagon": rng.choice(sorted(h3.get_pentagons(resolution))),
        "base cells' edge": h3.latlng_to_cell(
            *h3.cell_to_boundary(h3.latlng_to_cell(30, 31, 0))[0], resolution
        ),
        "antimeridian": h3.latlng_to_cell(-17.0, 180.0, resolution),
        "pole": h3.latlng_to_cell(89.9, 10.0, resolution),
    }
    cells = [cell for cell in h3.grid_disk(middles[place], 6) if rng.random() < 0.9]

    found = graph.of_cells(hexindex.parse(cells))

    pairs = zip(found.indptr, found.indptr[1:], strict=False)
    rows = [sorted(found.indices[start:end].tolist()) for start, end in pairs]
    assert rows == [sorted(near) for near in neighbours(cells)]


@pytest.mark.parametrize("seed", range(3))
def test_gi_star_is_pysals_without_noise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lists = [sorted(set(rng.integers(0, 80, rng.integers(0, 9)).tolist()) - {at}) for at in range(80)]
    values = rng.poisson(3, 80).astype(np.float64)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.W(dict(enumerate(lists)), silence_warnings=True)
        theirs = esda.G_Local(values, weights, star=True, transform="B", permutations=0)

    np.testing.assert_allclose(getis.gi_star(values, graph.of_lists(lists)), theirs.Zs, rtol=0, atol=1e-12)
    quiet = getis.gi_star(values, graph.of_lists(lists), np.zeros(80))
    np.testing.assert_array_equal(quiet, getis.gi_star(values, graph.of_lists(lists)))


def test_known_noise_lowers_the_scores() -> None:
    lists = [[(at + 1) % 30, (at - 1) % 30] for at in range(30)]
    values = np.where(np.arange(30) == 4, 40.0, 1.0)

    plain = getis.gi_star(values, graph.of_lists(lists))
    noisy = getis.gi_star(values, graph.of_lists(lists), np.full(30, 5.0))

    assert 0 < noisy[4] < plain[4]


def test_equal_values_score_nothing() -> None:
    assert getis.gi_star(np.full(5, 2.0), graph.of_lists([[1], [0], [], [], []])).tolist() == [0.0] * 5


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published grid is not on this machine")
def test_gi_star_is_the_published_one_of_getis_and_ord() -> None:
    with PUBLISHED.open() as lines:
        rows = [(float(row["x"]), float(row["y"]), float(row["val"])) for row in csv.DictReader(lines)]
    points = np.array([row[:2] for row in rows])
    tree = cKDTree(points)
    lists = [
        [near for near in tree.query_ball_point(point, 30.0) if near != at] for at, point in enumerate(points)
    ]

    scores = getis.gi_star(np.array([row[2] for row in rows]), graph.of_lists(lists))

    assert scores[rows.index((210.0, 210.0, 83.0))] == pytest.approx(1.450780, abs=5e-7)


BEFORE, AFTER = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("was", "now", "verdict"),
    [
        (1_000, 500, "better"),
        (500, 1_000, "worse"),
        (500, 520, "cannot tell yet"),
        (-20, 30, "cannot tell yet"),
    ],
)
def test_a_trend_says_only_what_its_range_carries(was: int, now: int, verdict: str) -> None:
    found = trend.compare(Published(*BEFORE, was), Published(*AFTER, now))

    assert found.verdict == verdict
    assert found.low < found.change < found.high


def test_a_trend_states_the_noise_of_its_change_and_every_area_adds_to_it() -> None:
    days = date(2026, 1, 1), date(2026, 1, 31)
    month = 31 / trend.DAYS_A_MONTH
    one_draw = release.noise_sd(budget.BULLETIN["total"])

    one = trend.compare(Published(*days, 120), Published(*days, 500))
    four = trend.compare(Published(*days, 120), Published(*days, 500), areas=4)

    assert one.noise_sd == pytest.approx(one_draw * math.sqrt(2) / month, rel=1e-3)
    assert four.noise_sd == pytest.approx(2 * one.noise_sd)


def test_nothing_changed_is_called_a_trend_in_one_of_twenty_at_most() -> None:
    rng = np.random.default_rng(9)
    stop = -math.expm1(-0.05)

    def month() -> int:
        return int(rng.poisson(600 / 30.44 * 31) + rng.geometric(stop) - rng.geometric(stop))

    verdicts = [
        trend.compare(
            Published(*BEFORE, month()), Published(date(2026, 3, 1), date(2026, 3, 31), month())
        ).verdict
        for _ in range(600)
    ]

    assert np.mean([verdict != trend.CANNOT_TELL for verdict in verdicts]) <= 0.06


def a_spot(cell: str, kind: str = spot.HOT) -> spot.Spot:
    return spot.Spot(cell, 8, 0, kind, 9, 2.0, 3.0, 0.01)


def test_hot_spots_are_followed_over_maps() -> None:
    maps = [
        [a_spot("old"), a_spot("back"), a_spot("gone")],
        [a_spot("stays"), a_spot("old"), a_spot("fades")],
        [a_spot("stays"), a_spot("old"), a_spot("back"), a_spot("new"), a_spot("cool", spot.COLD)],
    ]

    assert course.follow(maps) == {
        "back": "returning",
        "fades": "fading",
        "new": "emerging",
        "old": "persistent",
        "stays": "persistent",
    }
    assert course.follow(maps[:1]) == {}
