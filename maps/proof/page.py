"""The tables of `docs/proofs.md`, measured anew: what `make audit` and `make bench` write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from maps.proof import audit, hotspot, mistakes, utility

LONG_RUNS = 20_000
"""Runs at which an overspend of a third is caught too."""


def audits(runs: int = LONG_RUNS) -> str:
    """The audit of the mechanism and of every planted mistake, as a Markdown table."""
    rows = [("the mechanism as it is", audit.audit(runs=runs))]
    planted = {**mistakes.MISTAKES, **mistakes.SUBTLE}
    rows += [(name, audit.audit(planted[name], runs, mistakes.fast)) for name in planted]
    cells = ((name, f"{bound.epsilon:.2f}", f"{bound.runs:,}", _verdict(bound)) for name, bound in rows)
    head = (f"release (budgets × {audit.SCALE:g})", "ε at least", "runs", f"against {audit.CLAIM:g}")
    return _table(head, cells)


def utilities(points: Path, seeds: int = utility.SEEDS) -> str:
    """Recall of the hottest cells on the points of a CSV file, as a Markdown table.

    Raises:
        FileNotFoundError: the points are not on this machine.
    """
    cells = utility.read_points(points)
    sizes = [size for size in utility.SIZES if size <= len(cells)]
    found = {size: utility.compare(cells, size, seeds) for size in sizes}
    names = list(found[sizes[0]]) if sizes else []
    rows = (
        [name, *(f"{found[size][name].mean:.2f} ± {found[size][name].sd:.2f}" for size in sizes)]
        for name in names
    )
    return _table(["recall of the hottest 25", *(f"N = {size:,}" for size in sizes)], rows)


def hotspots(runs: int = 200) -> str:
    """False and planted hot spots, as a Markdown table."""
    sizes = (1_000, 2_500, 5_000, 20_000)
    false = ["any hot spot on uniform data", *(f"{hotspot.false_rate(size, runs):.3f}" for size in sizes)]
    found = ["planted spots found", *(f"{hotspot.power(size, runs // 5):.2f}" for size in sizes)]
    return _table(["share of runs", *(f"N = {size:,}" for size in sizes)], [false, found])


def _verdict(bound: audit.Bound) -> str:
    return "caught" if bound.epsilon > audit.CLAIM else "holds"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
