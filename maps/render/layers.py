"""The layers of a view: all reports, and each category group and part of day, with their colour scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from maps.render import palette
from maps.render.view import Count, Label, View

ALL = "all"


@dataclass(frozen=True, slots=True)
class Layer:
    """One map to look at: its counts, their densities (reports per km²) and the breaks between colours."""

    key: str
    counts: tuple[Count, ...]
    density: Mapping[str, float]
    breaks: tuple[float, ...]

    @property
    def steps(self) -> tuple[tuple[int, str | None, str | None], ...]:
        """The legend: colour, lower and upper end in reports per km²."""
        return palette.steps(self.breaks)

    def shade(self, count: Count) -> int:
        """The count's colour, 0 to 4: what the browser makes of the density it is sent."""
        grain = palette.unit(self.breaks)
        return palette.shade(round(self.density[count.cell] / grain) * grain, self.breaks)


def keys(view: View) -> tuple[str, ...]:
    """The keys of the view's layers, in the order of `of`, which takes a second of a large map."""
    return (ALL, *(f"{part.column}:{part.key}" for part in view.slices))


def of(view: View) -> dict[str, Layer]:
    """The view's layers by key: "all", then "category:…" and "part:…" as the view has them.

    Layers of one column share their breaks, so that night compares with morning.
    """
    whole = palette.densities(view.counts)
    found = {ALL: Layer(ALL, view.counts, whole, palette.breaks(whole.values()))}
    dense = [(part, palette.densities(part.counts)) for part in view.slices]
    for part, density in dense:
        alike = (
            value for other, by_cell in dense if other.column == part.column for value in by_cell.values()
        )
        key = f"{part.column}:{part.key}"
        found[key] = Layer(key, part.counts, density, palette.breaks(alike))
    return found


def ranked(labels: Iterable[Label]) -> list[Label]:
    """Labels in the order in which they are drawn."""
    return sorted(labels, key=lambda label: (label.rank, label.name))


def noise(shown: Iterable[Layer]) -> tuple[int, int]:
    """The lowest and highest noise sd of the layers' counts, in whole reports; (0, 0) if there are none."""
    spread = [count.noise_sd for layer in shown for count in layer.counts]
    return (round(min(spread)), round(max(spread))) if spread else (0, 0)
