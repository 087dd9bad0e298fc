"""`flask redact`: how much of an identity redaction finds, on texts with planted ones."""

from __future__ import annotations

import csv
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, get_args

import click

from sms import redact
from sms.errors import RedactionError
from sms.identifiers import lists, measure, model, names, plant
from sms.identifiers.span import KINDS, Span

_MS: Final = 1000
_LEFT: Final = 16
_CELL: Final = 8

redact_ = click.Group(
    "redact", help="Measure what is cut out of messages, and make messages to measure with."
)


@redact_.command("measure")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unseen", is_flag=True, help="Leave the lists out that `plant` took its names from.")
@click.option("--model", "with_model", is_flag=True, help="Use the optional name model, too.")
def measure_file(file: Path, unseen: bool, with_model: bool) -> None:
    """Print recall by kind and language, words lost, and milliseconds a message, for FILE.

    FILE is JSON lines or CSV: text, lang, spans (start, end, kind) and places (start, end).
    """
    finders = _finders(unseen, with_model)
    took_ms: list[float] = []

    def find(text: str, places: Sequence[tuple[int, int]]) -> list[Span]:
        begin = time.process_time()
        found = redact.find(text, places, finders)
        took_ms.append((time.process_time() - begin) * _MS)
        return found

    try:
        redact.find("", (), finders)
        score = measure.score(_read(file), find)
    except (RedactionError, KeyError, ValueError) as error:
        raise click.ClickException(f"{file.name} cannot be measured: {type(error).__name__}") from error
    for line in _table(score):
        click.echo(line)
    if took_ms:
        click.echo(f"{'ms a message':<{_LEFT}}{statistics.median(took_ms):.2f} median of {len(took_ms)}")


@redact_.command("plant")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--count", default=2100, show_default=True, help="Messages to write.")
@click.option("--half", type=click.Choice(get_args(plant.Half)), default="held", show_default=True)
@click.option("--seed", default=0, show_default=True, help="The same seed plants the same.")
def plant_file(file: Path, count: int, half: plant.Half, seed: int) -> None:
    """Write invented messages with known identities to FILE, as JSON lines for `measure`."""
    with file.open("w", encoding="utf-8") as out:
        for message in plant.plant(count, half, seed):
            spans = [span._asdict() for span in message.spans]
            line = {"text": message.text, "lang": message.lang, "spans": spans, "places": message.places}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def _finders(unseen: bool, with_model: bool) -> tuple[redact.Finder, ...]:
    finders = redact.FINDERS
    if unseen:
        known = lists.make(plant.unseen())
        finders = tuple(partial(names.find_with, known) if f is names.find else f for f in finders)
    return (*finders, model.find) if with_model else finders


def _read(file: Path) -> Iterator[plant.Planted]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows: Iterator[Mapping[str, Any]]
        if file.suffix == ".csv":
            rows = (
                {**r, **{k: json.loads(r[k] or "[]") for k in ("spans", "places")}}
                for r in csv.DictReader(lines)
            )
        else:
            rows = (json.loads(line) for line in lines if line.strip())
        for row in rows:
            spans = tuple(Span(span["start"], span["end"], span["kind"]) for span in row["spans"])
            places = tuple((start, end) for start, end in row.get("places", ()))
            yield plant.Planted(row["text"], row["lang"], spans, places)


def _table(score: measure.Score) -> Iterator[str]:
    languages = sorted({lang for _, lang in score.recall} | set(score.other_words))
    yield f"{'found, %':<{_LEFT}}" + "".join(f"{lang:>{_CELL}}" for lang in (*languages, "all"))
    for kind in KINDS:
        tallies = [score.recall.get((kind, lang), measure.Tally()) for lang in languages]
        if any(tally.planted for tally in tallies):
            yield _row(kind, tallies, 1)
    yield "lost, %"
    for title, lost in (("other words", score.other_words), ("place words", score.place_words)):
        yield _row(title, [lost.get(lang, measure.Tally()) for lang in languages], 2)


def _row(title: str, tallies: Sequence[measure.Tally], digits: int) -> str:
    total = measure.Tally(sum(t.found for t in tallies), sum(t.planted for t in tallies))
    cells = (f"{t.percent:{_CELL}.{digits}f}" if t.planted else f"{'-':>{_CELL}}" for t in (*tallies, total))
    return f"{title:<{_LEFT}}" + "".join(cells)
