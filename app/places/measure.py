"""How well the finder finds: texts with a known point in, shares and times out."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from maps.errors import SourceError
from maps.gazetteer import finder
from maps.gazetteer.place import AreaPrior, Finding, LookUp, distance_m
from maps.readers import row, text
from maps.readers.table import records


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the point it speaks of."""

    text: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares are of all cases, in 0 to 1; distances are of those answered, best guesses included."""

    cases: int
    answered: float
    asked: float
    median_km: float
    within_1_km: float
    within_5_km: float
    p50_ms: float
    p99_ms: float


def cases(path: Path) -> Iterator[Case]:
    """The cases of a CSV file with the columns text, lon and lat.

    Raises:
        SourceError: a column is missing or a row has no point.
    """
    with text.opened(path) as file:
        for number, record in records(file, ("text", "lon", "lat")):
            lon, lat = row.number(record.get("lon")), row.number(record.get("lat"))
            fault = row.point_fault(lon, lat)
            if fault:
                raise SourceError(f"line {number}: {fault}")
            yield Case(record["text"], lon, lat)


def measure(every: Iterable[Case], look_up: LookUp, area: AreaPrior | None) -> Measured:
    """Find every case, one after the other; an open question counts by its first candidate.

    Raises:
        SourceError: there is no case.
    """
    gaps_m: list[float] = []
    times_ms: list[float] = []
    asked = 0
    for case in every:
        began = time.perf_counter()
        finding = finder.find(case.text, look_up, area=area)
        times_ms.append((time.perf_counter() - began) * 1000)
        asked += bool(finding.candidates)
        gaps_m.append(_gap_m(case, finding))
    if not gaps_m:
        raise SourceError("the file has no case")
    return _summary(gaps_m, times_ms, asked)


def _gap_m(case: Case, finding: Finding) -> float:
    guess = finding.place or next(iter(finding.candidates), None)
    return distance_m(case.lon, case.lat, guess.lon, guess.lat) if guess else math.inf


def _summary(gaps_m: list[float], times_ms: list[float], asked: int) -> Measured:
    known = [gap for gap in gaps_m if gap < math.inf]
    count, times = len(gaps_m), sorted(times_ms)
    return Measured(
        cases=count,
        answered=(len(known) - asked) / count,
        asked=asked / count,
        median_km=statistics.median(known) / 1000 if known else math.inf,
        within_1_km=sum(gap <= 1_000 for gap in gaps_m) / count,
        within_5_km=sum(gap <= 5_000 for gap in gaps_m) / count,
        p50_ms=times[count // 2],
        p99_ms=times[min(count - 1, count * 99 // 100)],
    )
