"""Two bulletins -> better, worse, or cannot tell yet, with the range that says why."""

from __future__ import annotations

import math
from dataclasses import dataclass

from maps.disclosure import display, laplace
from maps.disclosure.budget import BULLETIN
from maps.disclosure.period import Published

BETTER, WORSE, CANNOT_TELL = "better", "worse", "cannot tell yet"
MISS = 0.05
"""Chance that the range misses the true change."""

DAYS_A_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Trend:
    """The change in reports a month from one bulletin to a later one, with its range; fewer is better.

    `noise_sd` is what the noise alone adds to the change; the range holds chance as well.
    Fewer reports may also mean fewer people who report: a trend says so beside it.
    """

    verdict: str
    change: float
    low: float
    high: float
    noise_sd: float


def compare(before: Published, after: Published, areas: int = 1) -> Trend:
    """The trend between two bulletins' totals, whatever their lengths: each the sum over so many areas."""
    return _trend(before, after, before.total, after.total, BULLETIN["total"], areas)


def compare_cells(before: Published, after: Published, was: int, now: int, draws: int = 1) -> Trend:
    """The same for a sum over `draws` entries of the table `group_part`, such as one category group."""
    return _trend(before, after, was, now, BULLETIN["group_part"], draws)


def _trend(before: Published, after: Published, was: int, now: int, epsilon: float, draws: int) -> Trend:
    months = [((one.last - one.first).days + 1) / DAYS_A_MONTH for one in (before, after)]
    change = now / months[1] - was / months[0]
    noise = sum(draws * laplace.variance(epsilon) / month**2 for month in months)
    # Chance moves a count of n by √n even where nothing changed; the published count stands in for n.
    chance = sum(max(count, 0) / month**2 for count, month in zip((was, now), months, strict=True))
    reach = display.quantile(MISS) * math.sqrt(noise + chance)
    low, high = change - reach, change + reach
    verdict = BETTER if high < 0 else WORSE if low > 0 else CANNOT_TELL
    return Trend(verdict, change, low, high, math.sqrt(noise))
