"""An hour of traffic at ten times the expected rate: every answer as it should be, memory that stays flat.

Run by `make endurance`; `python -m tests.bench.endurance MINUTES` takes less. Texts in seven languages with
what follows them, forms and readers reach two workers beside the periodic work; a line a minute tells what
they were answered and how much memory the workers held.
"""

from __future__ import annotations

import itertools
import os
import random
import secrets
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import requests
from twilio.request_validator import RequestValidator

from app.demo import phone
from app.site import shelf
from config import ROOT
from tests.machine import TOKEN, Machine, find_children, make_machine

EXPECTED = 1.0
"""Messages a second of a city's deployment on its busiest day."""
TIMES = 10
SENDERS = 8
PAGES_TAKE_S = 180.0
WELL = (200, 303)
TEXTS = (
    "A man followed me near Kencom Stage last night",
    "تبعني رجل قرب Kencom Stage أمس",
    "Mwanaume alinifuata karibu na Kencom Stage jana usiku",
    "Kencom Stage के पास एक आदमी ने मेरा पीछा किया",
    "Un hombre me siguió cerca de Kencom Stage anoche",
    "Un homme m'a suivie près de Kencom Stage hier soir",
    "May lalaking sumunod sa akin malapit sa Kencom Stage kagabi",
    "RECEIPT",
    "HELP Blue Mosque",
    "ADD he wore a red cap",
    "someone was staring at me",
)
READ = ("/", "/table?lang=ar", "/report?lang=hi", "/help", "/safe-zones", "/api/releases")


@dataclass(slots=True)
class Minute:
    """What was answered within a minute, and how long it took in seconds."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Traffic:
    """What is sent to one machine; safe to use from several threads."""

    url: str
    numbers: Iterator[int] = field(default_factory=itertools.count)
    minute: Minute = field(default_factory=Minute)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, until: float) -> None:
        """Send at this thread's share of the rate until a time, whatever the answers take."""
        every = SENDERS / (EXPECTED * TIMES)
        due = time.monotonic() + random.random() * every  # when to send is no secret
        with requests.Session() as session:
            while due < until:
                time.sleep(max(0.0, due - time.monotonic()))
                due += every
                self.send(session, next(self.numbers))

    def send(self, session: requests.Session, number: int) -> None:
        """One message or reader; a status of 0 is no answer."""
        start = time.perf_counter()
        try:
            status = self.pick(session, number)().status_code
        except requests.RequestException:
            status = 0
        with self.lock:
            self.minute.answers[status] += 1
            self.minute.seconds.append(time.perf_counter() - start)

    def pick(self, session: requests.Session, number: int) -> Callable[[], requests.Response]:
        """Seven of ten are texts, one a form, two read."""
        if number % 10 in (3, 7):
            return lambda: session.get(self.url + READ[number // 10 % len(READ)], timeout=30)
        if number % 10 == 5:
            form = {"text": "A man followed me", "place": "Kencom Stage", "token": secrets.token_hex(16)}
            return lambda: session.post(f"{self.url}/report", form, timeout=30, allow_redirects=False)
        form = phone.make_form(TEXTS[number % len(TEXTS)], f"+1555{secrets.randbelow(4000):07}")
        signature = RequestValidator(TOKEN).compute_signature(f"{self.url}/gateways/twilio", form)
        headers = {"X-Twilio-Signature": signature}
        return lambda: session.post(f"{self.url}/gateways/twilio", form, headers=headers, timeout=30)

    def take_minute(self) -> Minute:
        """What came since the last call."""
        with self.lock:
            taken, self.minute = self.minute, Minute()
        return taken


def main(minutes: int) -> int:
    """Send, print a line a minute and a summary; ends with 1 where an answer was not what it should be."""
    with make_machine(1) as machine:
        machine.wait()
        ticker = start_ticker(machine)
        try:
            wait_for_pages(machine)
            return measure(machine, minutes)
        finally:
            ticker.terminate()
            ticker.wait(30)


def start_ticker(machine: Machine) -> subprocess.Popen[bytes]:
    """The periodic work, each minute as `bin/run` does it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
    command = [str(ROOT / ".venv" / "bin" / "flask"), "tick", "--every", "60"]
    return subprocess.Popen(command, cwd=ROOT, env=kept | machine.environment, stdout=subprocess.DEVNULL)


def wait_for_pages(machine: Machine) -> None:
    """Until the first tick has made the site: a worker asked before draws, and keeps what draws loaded."""
    until = time.monotonic() + PAGES_TAKE_S
    while not (machine.folder / "site" / shelf.NEWEST).exists() and time.monotonic() < until:
        time.sleep(0.5)


def measure(machine: Machine, minutes: int) -> int:
    """Send for so many minutes; gives the exit status."""
    traffic, until = Traffic(machine.url), time.monotonic() + 60 * minutes
    threads = [threading.Thread(target=traffic.run, args=(until,)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    answers: Counter[int] = Counter()
    held: list[int] = []
    for number in range(1, minutes + 1):
        time.sleep(max(0.0, until - 60 * (minutes - number) - time.monotonic()))
        minute = traffic.take_minute()
        answers += minute.answers
        held.append(read_memory(machine))
        sys.stdout.write(describe(number, minute, held[-1]))
        sys.stdout.flush()
    for thread in threads:
        thread.join()
    others = {status: times for status, times in answers.items() if status not in WELL}
    settled = held[min(10, minutes) - 1]
    sys.stdout.write(
        f"{sum(answers.values())} answers, others than 200 and 303: {others or 'none'};"
        f" memory after {min(10, minutes)} minutes {settled} MB, at the end {held[-1]} MB\n"
    )
    return 1 if others else 0


def describe(number: int, minute: Minute, memory: int) -> str:
    """A minute's line."""
    cuts = statistics.quantiles(minute.seconds, n=100)
    answers = " ".join(f"{status}x{times}" for status, times in sorted(minute.answers.items()))
    return (
        f"minute {number:3}  {answers:<24} p50 {cuts[49] * 1e3:5.1f} ms  p99 {cuts[98] * 1e3:6.1f} ms"
        f"  workers {memory} MB\n"
    )


def read_memory(machine: Machine) -> int:
    """Megabytes that the server's workers hold of their own, together (anonymous memory of /proc)."""
    server = machine.server.pid if machine.server else 0
    texts = (Path(f"/proc/{pid}/status").read_text() for pid in find_children(server))
    lines = (line for text in texts for line in text.splitlines() if line.startswith("RssAnon:"))
    return sum(int(line.split()[1]) for line in lines) // 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
