"""What a server's process loads: all that it needs to answer, and nothing that only draws."""

from __future__ import annotations

import subprocess
import sys

from config import ROOT

DRAWING = ("folium", "pandas", "opendp", "typst", "osmium", "scipy.optimize")
"""What draws releases, maps and posters, or reads extracts: about 90 MB that a worker never uses."""


def test_a_servers_process_loads_nothing_that_only_draws() -> None:
    program = f"import sys, app.factory; print([name for name in {DRAWING} if name in sys.modules])"

    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert loaded.stdout.strip() == "[]"
