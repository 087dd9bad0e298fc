"""The ε of a release: every table, the release and a report's life, against the mechanism and OpenDP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from maps.disclosure import budget, noise
from maps.ledger import release
from maps.ledger.shape import Finding

Entry = dict[str, Any]


def accounting(entry: Entry) -> Iterator[Finding]:
    """The ε of every table, of the release and of a life, against the mechanism and OpenDP's own account."""
    profile = entry["mechanism"]["profile"]
    if profile != _profile(entry):
        yield Finding("mechanism.profile", "does not follow from published_total")
        return
    due = _due(entry, profile)
    stated = {table["name"]: table["epsilon"] for table in entry["tables"]}
    if list(stated) != list(due) or len(stated) < len(entry["tables"]):
        yield Finding("tables", f"must be {', '.join(due) or 'none'}, in this order")
        return
    for table in entry["tables"]:
        name, epsilon = table["name"], table["epsilon"]
        if epsilon != due[name]:
            yield Finding(f"tables.{name}.epsilon", f"must be {due[name]}")
        elif table["noise_sd"] != release.noise_sd(epsilon):
            yield Finding(f"tables.{name}.noise_sd", f"must be {release.noise_sd(epsilon)} for this ε")
    if entry["epsilon"]["release"] != round(sum(due.values()), 6):
        yield Finding("epsilon.release", "is not what the tables sum to")
    life = [*budget.BULLETIN.values(), *budget.MAP[profile].values()]
    if entry["epsilon"]["life"] != budget.LIFE or noise.cost(life) > budget.LIFE:
        yield Finding("epsilon.life", f"must be {budget.LIFE} and hold over one bulletin and one map")


def _profile(entry: Entry) -> str:
    return budget.profile_for(entry["published_total"]) if entry["kind"] == "map" else "standard"


def _due(entry: Entry, profile: str) -> dict[str, float]:
    """The tables that must be there, with their ε: those of the kind, or totals alone under 100 published."""
    due = dict(budget.tables_for(entry["kind"], profile))
    if entry["kind"] == "map":
        return due if entry["published_total"] >= budget.TOTALS_ONLY_BELOW else {}
    totals = [row[0] for table in entry["tables"] if table["name"] == "total" for row in table["counts"][:-1]]
    return due if sum(totals) >= budget.TOTALS_ONLY_BELOW else {"total": due["total"]}
