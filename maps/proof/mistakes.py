"""Ten ways to break the promise, each through the real drawing code: an audit that misses one is no audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from maps.disclosure import budget, count
from maps.disclosure.noise import Counts, Noise
from maps.proof import world
from maps.proof.audit import SCALE, Floats, Mechanism, honest

_ORDER = ("total", "group_part", "r6_group", "r6_part", "r7", "leaf")
"""The order in which a life's tables ask for noise."""

RUNS: Mapping[str, int] = MappingProxyType({"noise issued again": 12_000, "counted under two labels": 12_000})
"""Runs a mistake needs where 3,000 do not show it reliably."""

_K = 5
_SEED = 20_260_101


def fast(values: Counts, epsilon: float) -> Counts:
    """Discrete Laplace from numpy at the audit's budgets: as good for a mistake, and quicker than OpenDP."""
    stop = -np.expm1(-SCALE * epsilon)
    rng = np.random.default_rng()
    return values + rng.geometric(stop, len(values)) - rng.geometric(stop, len(values))


@dataclass(slots=True)
class _ByTable:
    """Noise that goes wrong in some tables: called in the order in which a life draws them."""

    add: Noise
    wrong: Mapping[str, Callable[[Counts, float], Counts]]
    drawn: int = field(default=0)

    def __call__(self, values: Counts, epsilon: float) -> Counts:
        name = _ORDER[self.drawn % len(_ORDER)]
        self.drawn += 1
        return self.wrong.get(name, self.add)(values, epsilon)


def _with_noise(change: Callable[[Noise], Noise]) -> Mechanism:
    """The mechanism as it is, its noise exchanged."""

    def mechanism(place: world.World, has_one_more: bool, add: Noise) -> Floats:
        return honest(place, has_one_more, change(add))

    return mechanism


def _exact(values: Counts, epsilon: float) -> Counts:
    return values.copy()


def exact_partition(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """The published r7 counts are noisy, but the split was decided by the exact ones."""
    counts = place.one_more if has_one_more else place.without
    bulletin, city = world.publish(counts, place.areas, _ByTable(add, {"r7": _exact}))
    epsilon = budget.MAP["standard"]["r7"]
    tables = tuple(
        replace(table, counts=tuple(add(table.array()[:, 0], epsilon).tolist()))
        if table.name == "r7"
        else table
        for table in city.tables
    )
    return world.observe(bulletin, replace(city, tables=tables))


def two_labels(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """The report has two labels and the query gives a row for each: it counts twice everywhere."""
    counts = _doubled(place) if has_one_more else place.without
    return world.observe(*world.publish(counts, place.areas, add))


def _doubled(place: world.World) -> count.Counts:
    """The counts in which the coming reports' rows stand twice."""
    more, extra = place.one_more, slice(len(place.without.numbers), None)
    twice = (np.concatenate([one, one[extra]]) for one in (more.at, more.groups, more.parts, more.numbers))
    return count.Counts(more.cells, more.imprecise, *twice)


def issued_twice(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """A job that crashed after publishing runs again, with fresh noise."""
    return np.hstack([honest(place, has_one_more, add) for _ in range(2)])


def known_seed(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """The noise comes from a seed that can be guessed: the attacker draws it again and subtracts."""

    def seeded() -> Noise:
        rng = np.random.default_rng(_SEED)

        def draw_noise(values: Counts, epsilon: float) -> Counts:
            stop = -np.expm1(-SCALE * epsilon)
            return values + rng.geometric(stop, len(values)) - rng.geometric(stop, len(values))

        return draw_noise

    return honest(place, has_one_more, seeded()) - honest(place, False, seeded())


def subtracted(place: world.World, has_one_more: bool, add: Noise) -> Floats:
    """The report is withdrawn later and taken out of the published numbers: the difference tells it."""
    counts = place.one_more if has_one_more else place.without
    bulletin, city = world.publish(counts, place.areas, add)
    before = world.observe(bulletin, city)
    after = before - (1.0 if has_one_more else 0.0)
    return np.hstack([before, before - after])


def _unsplit(add: Noise) -> Noise:
    """Every table gets the whole release's ε."""
    bulletin = {name: sum(budget.BULLETIN.values()) for name in budget.BULLETIN}
    whole = bulletin | {name: sum(budget.MAP["standard"].values()) for name in budget.MAP["standard"]}
    return _ByTable(add, {name: _fixed(add, epsilon) for name, epsilon in whole.items()})


def _fixed(add: Noise, epsilon: float) -> Noise:
    return lambda values, _: add(values, epsilon)


def _k_anonymous(add: Noise) -> Noise:
    return lambda values, _: np.where(values >= _K, values, 0)


MISTAKES: Mapping[str, Mechanism] = MappingProxyType(
    {
        "no noise on the partition": exact_partition,
        "an exact total": _with_noise(lambda add: _ByTable(add, {"total": _exact})),
        "counted under two labels": two_labels,
        "noise issued again": issued_twice,
        "seeded noise": known_seed,
        "an unsplit budget": _with_noise(_unsplit),
        "noise on non-empty cells only": _with_noise(
            lambda add: lambda values, epsilon: np.where(values > 0, add(values, epsilon), 0)
        ),
        "k-anonymity in place of noise": _with_noise(_k_anonymous),
        "withdrawn after publication": subtracted,
        "a third of the noise": _with_noise(lambda add: lambda values, epsilon: add(values, 3 * epsilon)),
    }
)
"""What must be caught, by name; each sees world, neighbour and noise as the honest mechanism does."""

SUBTLE: Mapping[str, Mechanism] = MappingProxyType(
    {
        "a third overspent": _with_noise(lambda add: lambda values, epsilon: add(values, 1.35 * epsilon)),
        "half overspent": _with_noise(lambda add: lambda values, epsilon: add(values, 1.5 * epsilon)),
    }
)
"""What only the long form of the audit can be expected to catch."""
