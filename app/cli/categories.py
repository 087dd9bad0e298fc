"""`flask categories`: learning from judged reports which kind people here mean."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import click

from app import accounts, audit, deployment, learning
from app.cli.organizers import open_session, today, unlock
from app.errors import LockedError
from app.sealing import Opener
from sms import categories, score, training
from sms.score import Labelled
from sms.training import Example

categories_ = click.Group("categories", help="What the suggested kinds are learnt from.")

FEWEST = 25
"""Examples below which nothing is learnt: a fifth of them must be enough to measure with."""


@categories_.command("train")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from-corrections", is_flag=True, help="Learn from what organizers accepted or corrected.")
@click.option("--by", help="The organizer whose passphrase opens the reports.")
@click.option("--anyway", is_flag=True, help="Keep what was learnt even where it is no better.")
def train(file: Path | None, from_corrections: bool, by: str | None, anyway: bool) -> None:
    """Learn the kind from FILE (CSV or JSON lines: text, category), from judged reports, or from both.

    What is learnt is sealed, and shown to organizers beside a report; it changes nothing that is counted.
    """
    if file is None and not from_corrections:
        raise click.UsageError("Name a FILE, or give --from-corrections.")
    examples = list(_read(file)) if file else []
    if from_corrections:
        examples += _open_settled(by)
    if len(examples) < FEWEST:
        raise click.ClickException(f"Too few to learn from: {len(examples)} of {FEWEST}.")
    told = training.compare(examples, deployment.current().local_now())
    click.echo(
        f"{len(examples)} examples. Of {told.tried} held out, the kind was right for {told.lexicon}"
        f" with the lexicons alone and for {told.learnt} with what was learnt."
    )
    if told.learnt <= told.lexicon and not anyway:
        raise click.ClickException("It is no better, so nothing was kept (--anyway keeps it).")
    _keep(examples)


@categories_.command("measure")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def measure(file: Path) -> None:
    """Say how often the messages of FILE get their kind.

    CSV or JSON lines: text, category (or "none"), and language where it is known.
    """
    rows = list(_read_labelled(file))
    if not rows:
        raise click.ClickException(f"{file.name} has no row with a text and a category that we know.")
    for language, told in score.measure(rows, deployment.current().local_now()).items():
        click.echo(
            f"{language or 'all':4}{told.messages:6} messages   macro-F1 {told.macro_f1:.2f}"
            f"   exact {told.exact:.2f}"
        )


def _keep(examples: list[Example]) -> None:
    weights = training.train(examples)
    with open_session() as session:
        learning.store(deployment.current().config.instance, accounts.get_sealer(session), weights)
    click.echo(f"Learnt {len(weights.labels)} kinds from {len(weights.rows)} words of the lexicons; sealed.")


def _open_settled(by: str | None) -> list[Example]:
    """What organizers judged, in memory only; that it was read is on record (P11)."""
    if by is None:
        raise click.UsageError("Reports are sealed: name who opens them, --by NAME.")
    with open_session() as session:
        opener = Opener(unlock(session, by))
        try:
            found = [
                Example(text, frozenset({kind})) for text, kind in learning.find_settled(session, opener)
            ]
        except LockedError as error:
            raise click.ClickException(
                "A change of the sealing key has not ended: finish it first."
            ) from error
        audit.add_line(session, today(), by, "train", audit.new_reference())
        session.commit()
    return found


def _read(file: Path) -> Iterator[Example]:
    """The examples of a file; rows without a text or without a kind that we know are left out."""
    for one in _read_labelled(file):
        if one.label != score.NONE:
            yield Example(one.text, frozenset({one.label}))


def _read_labelled(file: Path) -> Iterator[Labelled]:
    """The labelled messages of a file; rows without a text or without a kind that we know are left out.

    Raises:
        click.ClickException: a line that cannot be read, by its number.
    """
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines) if file.suffix == ".csv" else map(json.loads, lines)
        try:
            for row in rows:
                name = str(row.get("category") or "")
                kind = categories.find(name)
                label = score.NONE if name == score.NONE else kind.key if kind else None
                if label and row.get("text"):
                    yield Labelled(row["text"], label, row.get("language") or "")
        except (ValueError, AttributeError, csv.Error) as error:
            raise click.ClickException(f"{file.name}: a row is neither CSV nor JSON: {error}") from error
