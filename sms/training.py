"""Learning which category a deployment's reporters mean: logistic regression on lexicon words alone.

The only file of this room that needs numpy and scipy; workers that read messages never import it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from sms import categories, parse
from sms.weights import Weights

# A weight that rests on one report would tell that its words were written here (P2).
MIN_REPORTS = 5
# Strength of the pull to zero; 1 is the usual default of logistic regression, and was not tuned.
PULL = 1.0
DECIMALS = 3

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A judged report's text and the categories that an organizer gave it."""

    text: str = field(repr=False)
    categories: frozenset[str]


def train(examples: Iterable[Example], *, min_reports: int = MIN_REPORTS) -> Weights:
    """The weights that fit the examples; none at all where no category has `min_reports` of them."""
    told = [(parse.features(example.text), example.categories) for example in examples]
    features = _common((name for seen, _ in told for name in seen), min_reports)
    counted = _common((label for _, given in told for label in given), min_reports)
    labels = [label for label in categories.catalogue() if label in counted]
    matrix = _to_matrix([seen for seen, _ in told], features)
    fitted = [_fit(matrix, np.array([label in given for _, given in told], float)) for label in labels]
    table = np.round(np.array(fitted).reshape(len(labels), len(features) + 1), DECIMALS)
    return Weights(
        labels=tuple(labels),
        bias=tuple(table[:, -1].tolist()),
        rows={name: tuple(table[:, place].tolist()) for place, name in enumerate(features)},
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of `tried` examples that were held out, how many got a right kind from either."""

    tried: int
    lexicon: int
    learnt: int


HELD_OUT = 5
"""One example of so many is kept from training, to compare with."""


def compare(examples: Sequence[Example], now: datetime) -> Comparison:
    """How often the lexicons alone, and what the other examples teach, name a right kind first."""
    tried = examples[::HELD_OUT]
    weights = train(example for place, example in enumerate(examples) if place % HELD_OUT)
    return Comparison(
        len(tried),
        sum(parse.read(one.text, now=now).category in one.categories for one in tried),
        sum(parse.read(one.text, now=now, weights=weights).category in one.categories for one in tried),
    )


def _common(names: Iterable[str], min_reports: int) -> list[str]:
    """The names that occur often enough, in alphabetical order."""
    return sorted(name for name, count in Counter(names).items() if count >= min_reports)


def _to_matrix(seen: Sequence[frozenset[str]], features: Sequence[str]) -> csr_matrix:
    """One row a report, one column a feature, and a last column of ones for the bias."""
    places = {name: place for place, name in enumerate(features)}
    cells = [(row, places[name]) for row, names in enumerate(seen) for name in names if name in places]
    cells += [(row, len(features)) for row in range(len(seen))]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(seen), len(features) + 1))


def _fit(matrix: csr_matrix, is_label: Column) -> Column:
    """The weights of one category against the rest, both sides counting by the root of their share."""
    share = is_label.mean()
    count = (
        np.where(is_label > 0, np.sqrt((1 - share) / share), 1.0) if 0 < share < 1 else np.ones_like(is_label)
    )

    def loss(weights: Column) -> tuple[float, Column]:
        sums = matrix @ weights
        pull = np.append(weights[:-1], 0.0)
        value = count @ (np.logaddexp(0, sums) - is_label * sums) + PULL / 2 * pull @ pull
        return float(value), matrix.T @ (count * (expit(sums) - is_label)) + PULL * pull

    start = np.zeros(matrix.shape[1])
    fitted: Column = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return fitted
