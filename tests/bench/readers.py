"""The front page a second from our process, beside nginx handing out the same bytes. Run by `make bench`.

Needs nginx and wrk (Debian: nginx-light, wrk); without them it says so and measures nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import requests

from app.site import shelf
from config import Config
from tests import city
from tests.machine import make_machine

SECONDS = 5
CLIENTS = 16
NGINX_PORT = 8198
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 2;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; types {{ text/html html; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; gzip_static on; }}
}}
"""


def main() -> None:
    """Serve the page both ways, one after the other, and print the comparison."""
    missing = [name for name in ("nginx", "wrk") if find(name) is None]
    if missing:
        sys.stdout.write(f"pages: not measured, {' and '.join(missing)} not installed\n")
        return
    with make_machine(1) as machine:
        config = Config.from_env(machine.environment)
        city.publish(config, date(2026, 5, 20))
        shelf.announce(config.instance)
        machine.wait()
        page = requests.get(
            f"{machine.url}/?lang=en", headers={"Accept-Encoding": "gzip"}, stream=True, timeout=60
        )
        packed = page.raw.read(decode_content=False)
        ours = count(f"{machine.url}/?lang=en")
    theirs = count_nginx(packed)
    sys.stdout.write(
        f"front page, {len(packed):,} bytes packed: {ours:,.0f} a second, nginx {theirs:,.0f}\n"
        f"ratio    {ours / theirs:9.2f}\n"
    )


def count_nginx(packed: bytes) -> float:
    """Pages a second from nginx, which finds the packed file on the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "index.html.gz").write_bytes(packed)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=NGINX_PORT))
        server = subprocess.Popen([find("nginx") or "", "-c", str(folder / "nginx.conf"), "-e", "stderr"])
        try:
            time.sleep(1)
            return count(f"http://127.0.0.1:{NGINX_PORT}/index.html")
        finally:
            server.terminate()
            server.wait(10)


def count(url: str) -> float:
    """Answers a second that wrk gets; it tells of any that was no success."""
    command = [find("wrk") or "", "-t", "2", "-c", str(CLIENTS), "-d", f"{SECONDS}s"]
    done = subprocess.run(
        [*command, "-H", "Accept-Encoding: gzip", url], capture_output=True, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0


def find(program: str) -> str | None:
    """Where a program is; Debian keeps servers apart."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin")


if __name__ == "__main__":
    main()
