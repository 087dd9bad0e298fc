"""What a deployment learnt from its own judged reports: plain numbers on words of the shipped lexicons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sms import categories

LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """One row of numbers a feature, one column a category; `bias` is the row that always counts."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]

    def rank(self, features: Iterable[str]) -> tuple[str, ...]:
        """The likely categories, the likeliest first, then by gravity; empty where no feature is known."""
        known = [self.rows[feature] for feature in features if feature in self.rows]
        if not known:
            return ()
        sums = [base + sum(column) for base, column in zip(self.bias, zip(*known, strict=True), strict=True)]
        chances = {label: _logistic(value) for label, value in zip(self.labels, sums, strict=True)}
        best = max(chances, key=lambda label: chances[label])
        likely = [label for label in chances if chances[label] >= LIKELY and label != best]
        return (best, *sorted(likely, key=lambda label: -categories.get(label).severity))

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers, for a file or a column."""
        return {
            "labels": list(self.labels),
            "bias": list(self.bias),
            "rows": {name: list(row) for name, row in self.rows.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Weights:
        """The weights that `to_json` gave, under the labels of now, without what is no category any more.

        Raises KeyError or ValueError where the shape is wrong.
        """
        now = [categories.to_current(label) for label in data["labels"]]
        kept = [place for place, label in enumerate(now) if label in categories.catalogue()]
        if any(len(row) != len(data["labels"]) for row in [data["bias"], *data["rows"].values()]):
            raise ValueError("rows and labels differ in length")
        return cls(
            labels=tuple(str(now[place]) for place in kept),
            bias=tuple(float(data["bias"][place]) for place in kept),
            rows={name: tuple(float(row[place]) for place in kept) for name, row in data["rows"].items()},
        )


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))
