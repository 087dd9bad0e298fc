"""The run as tables: what was found, by place and form, and by channel and place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.canary.channels import CHANNELS
from tests.canary.run import COLUMNS, Outcome
from tests.canary.trouble import TROUBLES


def write(outcome: Outcome, day: date) -> str:
    """The run in Markdown; no address of this machine in it."""
    return "\n".join([*_summary(outcome, day), "", *_rows(outcome), "", *_proof(outcome)]) + "\n"


def _summary(outcome: Outcome, day: date) -> Iterator[str]:
    size = sum(one.size for one in outcome.searched)
    yield (
        f"Run on {day.isoformat()}: {outcome.messages:,} requests of {outcome.people} marked people,"
        f" {outcome.stored:,} reports stored, {size / 1e6:.1f} MB searched, {len(outcome.leaks)} finds,"
        f" {outcome.seconds:.0f} s."
    )
    for place, channel, form, count in outcome.leaks:
        yield f"**Found: {channel} in {place} as {form}, {count} times.**"
    yield ""
    yield f"While they came: {', '.join(TROUBLES)}."
    yield ""
    yield (
        "Answers: " + ", ".join(f"{status or 'none'} × {count}" for status, count in _statuses(outcome)) + "."
    )


def _statuses(outcome: Outcome) -> list[tuple[int, int]]:
    totals: dict[int, int] = {}
    for (_channel, status), count in outcome.statuses.items():
        totals[status] = totals.get(status, 0) + count
    return sorted(totals.items())


def _rows(outcome: Outcome) -> Iterator[str]:
    """Finds by place and form over all channels, then by channel and place over all forms."""
    yield f"| place | bytes | {' | '.join(COLUMNS)} |"
    yield f"|---|--:|{'--:|' * len(COLUMNS)}"
    for one in outcome.searched:
        counts = (sum(one.found[(channel, form)] for channel in CHANNELS) for form in COLUMNS)
        yield f"| {one.place} | {one.size:,} | {' | '.join(map(str, counts))} |"
    yield ""
    yield "The same by channel, all forms together; a find is listed with channel, place and form above."
    yield ""
    yield f"| channel | taken in | {' | '.join(one.place for one in outcome.searched)} |"
    yield f"|---|--:|{'--:|' * len(outcome.searched)}"
    for channel in CHANNELS:
        counts = (sum(one.found[(channel, form)] for form in COLUMNS) for one in outcome.searched)
        yield f"| {channel} | {outcome.count_taken(channel)} | {' | '.join(map(str, counts))} |"


def _proof(outcome: Outcome) -> Iterator[str]:
    yield "Then one person's canaries were planted, in every form, in every place. Found there:"
    yield ""
    yield f"| place | {' | '.join(COLUMNS)} |"
    yield f"|---|{'--:|' * len(COLUMNS)}"
    missed = set(outcome.missed)
    for one in outcome.planted:
        counts = (
            "**missed**" if (one.place, form) in missed else str(one.found[("planted", form)] or "–")
            for form in COLUMNS
        )
        yield f"| {one.place} | {' | '.join(counts)} |"
