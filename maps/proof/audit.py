"""A lower bound on the ε that releases really have, from their output alone.

After Jagielski, Ullman & Oprea (NeurIPS 2020) and Nasr et al. (USENIX Security 2023): features are learnt
on one half of the runs, a Clopper-Pearson bound is taken on the other, so that no luck of learning counts.
A bound above the claim proves a mistake; one below proves nothing, so planted mistakes must be caught.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from maps.disclosure import budget, noise
from maps.disclosure.noise import Counts, Noise
from maps.proof import world

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SCALE = 3.0
"""Budgets are multiplied by this, for power: ε = 1 itself would need millions of runs."""

CLAIM = SCALE * budget.LIFE
CONFIDENCE = 0.99
BATCH = 1_000
_THRESHOLDS = 40

Mechanism = Callable[[world.World, bool, Noise], Floats]
"""What an attacker sees of each run: world, whether the one report is there, noise -> runs × features."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The largest ε that the output refutes at the stated confidence, and the runs on each side it took."""

    epsilon: float
    runs: int


def scaled(values: Counts, epsilon: float) -> Counts:
    """The program's own noise at the audit's budgets."""
    return noise.add(values, SCALE * epsilon)


def honest(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """What an attacker sees of the mechanism as it is."""
    counts = place.one_more if has_one_more else place.without
    return world.observe(*world.publish(counts, place.areas, add))


def audit(mechanism: Mechanism = honest, runs: int = 3_000, add: Noise = scaled) -> Bound:
    """The lower bound on ε from so many runs with and without one report, at `SCALE` times the budgets."""
    place = world.build(min(runs, BATCH))
    batches = math.ceil(runs / len(place.areas))
    without, one_more = (
        np.concatenate([mechanism(place, has, add) for _ in range(batches)]) for has in (False, True)
    )
    return Bound(lower_bound(without, one_more), len(without))


def lower_bound(without: Floats, one_more: Floats) -> float:
    """The bound from observations (runs × features) of the two neighbours; never below 0."""
    learn, test = slice(0, None, 2), slice(1, None, 2)
    score = _learn(without[learn], one_more[learn])
    cuts = [score(side[learn]) for side in (without, one_more)]
    held = [score(side[test]) for side in (without, one_more)]
    # The report may make an output likelier or rarer: both ratios are tested, each at half the risk.
    forward = _best(cuts[0], cuts[1])
    backward = _best(-cuts[1], -cuts[0])
    return max(
        0.0,
        _ratio(held[0] >= forward, held[1] >= forward),
        _ratio(-held[1] >= backward, -held[0] >= backward),
    )


def _learn(without: Floats, one_more: Floats) -> Callable[[Floats], Floats]:
    """A score that grows with the odds of the one report: the sum over features of a learnt log ratio.

    One threshold a feature suffices: for Laplace noise the ratio has two values only, to either side of it.
    """
    stumps = [_stump(without[:, at], one_more[:, at]) for at in range(without.shape[1])]

    def score(seen: Floats) -> Floats:
        columns = [_side(seen[:, at], cut) for at, (cut, _) in enumerate(stumps)]
        total: Floats = np.zeros(len(seen))
        for side, (_, ratios) in zip(columns, stumps, strict=True):
            total += ratios[side]
        return total

    return score


def _stump(without: Floats, one_more: Floats) -> tuple[float, Floats]:
    """The threshold that tells most, and the log ratios below it, above it and where there is no value."""
    values = np.unique(np.concatenate([without, one_more]))
    values = values[~np.isnan(values)] if not np.isnan(values).all() else np.zeros(1)
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, _THRESHOLDS)))
    options = []
    # Each cut also just above itself, so that a mass at one value can be told from what lies on both sides.
    for cut in np.concatenate([cuts, cuts + 1e-9]):
        counts = [np.bincount(_side(side, cut), minlength=3) + 0.5 for side in (without, one_more)]
        ratios = np.log(counts[1] / counts[1].sum()) - np.log(counts[0] / counts[0].sum())
        gain = float(((counts[1] / counts[1].sum() - counts[0] / counts[0].sum()) * ratios).sum())
        options.append((gain, float(cut), ratios))
    _, cut, ratios = max(options, key=lambda option: option[0])
    return cut, ratios


def _side(values: Floats, cut: float) -> NDArray[np.int64]:
    return np.where(np.isnan(values), 2, np.where(values >= cut, 1, 0)).astype(np.int64)


def _best(rare: Floats, common: Floats) -> float:
    """The threshold on the score at which the learning half's own bound is largest."""
    cuts = np.unique(np.concatenate([rare, common]))
    cuts = cuts[:: max(len(cuts) // 200, 1)]
    return float(max(cuts, key=lambda cut: _ratio(rare >= cut, common >= cut)))


def _ratio(rare: Bools, common: Bools) -> float:
    """Logarithm of the smallest likely P(common) over the largest likely P(rare): Clopper & Pearson 1934."""
    risk = (1 - CONFIDENCE) / 4
    hits, misses = int(common.sum()), int(rare.sum())
    if not hits:
        return -math.inf
    low = float(stats.beta.ppf(risk, hits, len(common) - hits + 1))
    high = 1.0 if misses == len(rare) else float(stats.beta.ppf(1 - risk, misses + 1, len(rare) - misses))
    return math.log(low / high)
