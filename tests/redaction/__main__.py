"""`python -m tests.redaction`: plants identities, measures what is found, and writes docs/redaction.md.

By `flask redact plant` and `flask redact measure`: as messages are redacted, without the lists that the
planted names come from, and with the optional model where it is installed.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from app.cli.redact import redact_
from config import ROOT
from sms.identifiers import model
from tests import marked

VARIANTS: dict[str, tuple[str, ...]] = {
    "as messages are redacted": (),
    "without the lists that the names were taken from": ("--unseen",),
    "with the optional model": ("--model",),
    "with the optional model and without those lists": ("--model", "--unseen"),
}


def run(*arguments: str) -> str:
    """What a command of `flask redact` prints.

    Raises:
        SystemExit: it failed.
    """
    done = CliRunner().invoke(redact_, arguments)
    if done.exit_code:
        raise SystemExit(done.output)
    return done.output


def main() -> None:
    """Measure each variant and put the tables in their place."""
    parts = [f"Measured on {datetime.now(UTC):%Y-%m-%d} with 2,100 messages, half `held`, seed 0.\n"]
    with tempfile.TemporaryDirectory() as folder:
        planted = str(Path(folder) / "planted.jsonl")
        run("plant", planted)
        for name, options in VARIANTS.items():
            if "--model" in options and not model.is_installed():
                continue
            parts.append(f"\n{name.capitalize()}:\n\n```\n{run('measure', planted, *options)}```\n")
    text = "".join(parts)
    sys.stdout.write(text)
    marked.put(ROOT / "docs" / "redaction.md", "redaction", text)


if __name__ == "__main__":
    main()
