"""`python -m tests.canary [MESSAGES]`: the long run.

Prints the table and writes it to docs/proofs.md; ends with 1 on a find, or when a planted canary was missed.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from config import ROOT
from tests import marked
from tests.canary import run, table

MESSAGES, PEOPLE_EACH = 4500, 10


def main(arguments: list[str]) -> int:
    """Run in a folder that is removed afterwards."""
    messages = int(arguments[0]) if arguments else MESSAGES
    with tempfile.TemporaryDirectory(prefix="safelight-canary-") as folder:
        Path(folder).chmod(0o755)  # the services' own user must reach its part of it
        outcome = run.run(Path(folder), messages, PEOPLE_EACH)
    text = table.write(outcome, datetime.now(UTC).date())
    sys.stdout.write(text)
    marked.put(ROOT / "docs" / "proofs.md", "canary", text)
    for place, channel, form, count in outcome.leaks:
        sys.stderr.write(f"found: {channel} in {place} as {form}, {count} times\n")
    for place, form in outcome.missed:
        sys.stderr.write(f"not found though planted: {form} in {place}\n")
    return 1 if outcome.leaks or outcome.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
