"""Nothing accepted is lost, nothing counted twice, while everything is killed (P12)."""

from __future__ import annotations

import os
import subprocess

import pytest

from config import ROOT


@pytest.mark.slow
def test_p12_nothing_accepted_is_lost_nothing_counted_twice() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
    command = [
        str(ROOT / "bin" / "soak"),
        "--seconds",
        "12",
        "--senders",
        "3",
        "--every",
        "0.5",
        "--seed",
        "1",
    ]

    done = subprocess.run(command, capture_output=True, text=True, env=kept, timeout=180, check=False)

    figures = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines())
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(figures["acknowledged"]) == int(figures["sent"]) > 10
    assert (figures["lost"], figures["doubled"]) == ("0", "0")
