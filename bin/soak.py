"""Not lost, not twice: sends without pause while everything is killed -9 at random moments (P12).

Each message carries a mark of four words inside its text, so that only the soak's own organizer key can find
it again. A message is sent until it is acknowledged, as gateways do, and some are sent again afterwards.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from twilio.request_validator import RequestValidator

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app import accounts, factory, sealing, sessions  # noqa: E402  # after the path is set
from app.demo import phone  # noqa: E402
from app.deployment import Deployment  # noqa: E402
from config import Config  # noqa: E402
from tests import city, marked  # noqa: E402
from tests.machine import TOKEN, Machine, make_machine  # noqa: E402

WORDS = (
    *("apple", "basket", "bottle", "bread", "bridge", "broom", "bucket", "butter", "candle", "carpet"),
    *("chair", "cotton", "curtain", "dinner", "door", "fence", "glass", "ladder", "lamp", "letter"),
    *("mirror", "paper", "pencil", "pillow", "plate", "pocket", "ribbon", "shelf", "spoon", "stone"),
    *("table", "window"),
)
"""Thirty-two common words that redaction leaves alone."""
MARK = re.compile(r"mark (\w+) (\w+) (\w+) (\w+)")
ONE_IN_TWICE = 12
"""One in so many acknowledged messages is delivered once more."""
ACKNOWLEDGED = (200, 303)
ONE_IN_FORMS = 6
"""One in so many messages is a form; the others are texts."""


def to_mark(number: int) -> str:
    """Four words for a number below 32^4."""
    return "mark " + " ".join(WORDS[number >> shift & 31] for shift in (15, 10, 5, 0))


def from_mark(text: str) -> int | None:
    """The number in a text; None where it holds no mark."""
    found = MARK.search(text)
    if found is None or any(word not in WORDS for word in found.groups()):
        return None
    return sum(WORDS.index(word) << shift for word, shift in zip(found.groups(), (15, 10, 5, 0), strict=True))


class FromAddress(HTTPAdapter):
    """Calls from a loopback address of its own, as readers' would be: the form is limited by address."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Bind to any of 127/8."""
        ours = ".".join(["127", *(str(secrets.randbelow(254) + 1) for _ in range(3))])
        super().init_poolmanager(*args, **kwargs, source_address=(ours, 0))  # type: ignore[arg-type]


@dataclass(slots=True)
class Traffic:
    """What was sent, and what was acknowledged."""

    url: str
    deadline: float
    numbers: Iterator[int] = field(default_factory=itertools.count)
    sent: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    """How often each status came back; 0 where nothing did."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, until: float) -> None:
        """Send message after message until a time, each until it is acknowledged or the deadline comes."""
        while time.monotonic() < until:
            with self.lock:
                number = next(self.numbers)
                self.sent.add(number)
            post = self.make_form(number) if number % ONE_IN_FORMS == 0 else self.make_text(number)
            self.deliver(number, post)
            if number % ONE_IN_TWICE == 0 and number in self.acknowledged:
                self.deliver(number, post)

    def wait_for_more(self, until: float) -> None:
        """Wait until messages are acknowledged again, so that each kill meets traffic."""
        before = len(self.acknowledged)
        while time.monotonic() < until and len(self.acknowledged) < before + 8:
            time.sleep(0.02)

    def deliver(self, number: int, post: Callable[[], int]) -> None:
        """Try until it is acknowledged."""
        while time.monotonic() < self.deadline:
            try:
                status = post()
            except requests.RequestException:
                status = 0
            with self.lock:
                self.answers[status] += 1
                if status in ACKNOWLEDGED:
                    self.acknowledged.add(number)
                    return
            time.sleep(0.05)

    def make_text(self, number: int) -> Callable[[], int]:
        """A signed text, the same at each try."""
        body = f"A man followed me near Kencom Stage last night, {to_mark(number)}"
        form = phone.make_form(body, f"+155501{number % 100:02d}")
        signature = RequestValidator(TOKEN).compute_signature(f"{self.url}/gateways/twilio", form)
        headers = {"X-Twilio-Signature": signature}

        def post() -> int:
            answer = requests.post(f"{self.url}/gateways/twilio", form, headers=headers, timeout=15)
            return answer.status_code

        return post

    def make_form(self, number: int) -> Callable[[], int]:
        """A form with its token, the same at each try."""
        form = {
            "text": f"A man followed me, {to_mark(number)}",
            "place": "Kencom Stage",
            "token": secrets.token_hex(16),
        }

        def post() -> int:
            with requests.Session() as session:
                session.mount("http://", FromAddress())
                answer = session.post(f"{self.url}/report", form, timeout=15, allow_redirects=False)
            return answer.status_code

        return post


def find_marks(machine: Machine) -> Counter[int]:
    """How often each number is stored."""
    app = factory.create_app(Config.from_env(machine.environment))
    here: Deployment = app.extensions["safelight"]
    with app.app_context():
        session = sessions.database_session()
        organizer = accounts.find(session, city.ORGANIZER.username)
        keys = accounts.unwrap_keys(session, organizer, city.ORGANIZER.passphrase) if organizer else {}
    opener = sealing.Opener(keys)
    with here.database.owner.connect() as connection:
        rows = connection.execute("SELECT sealed FROM report").fetchall()
    here.database.close()
    marks = (from_mark(opener.open(bytes(sealed)).get("text") or "") for (sealed,) in rows)
    return Counter(number if number is not None else -1 for number in marks)


def soak(machine: Machine, seconds: float, senders: int, every: float) -> tuple[Traffic, Counter[str]]:
    """Send and kill for some seconds, then let what is under way be delivered."""
    machine.wait()
    until = time.monotonic() + seconds
    traffic = Traffic(machine.url, until + 60)
    threads = [threading.Thread(target=traffic.run, args=(until,)) for _ in range(senders)]
    for thread in threads:
        thread.start()
    kinds = (
        machine.kill_server,
        machine.kill_worker,
        machine.kill_postgres,
        machine.kill_backend,
        machine.kill_redis,
    )
    order = itertools.cycle(machine.chance.sample(kinds, len(kinds)))
    killed: Counter[str] = Counter()
    while time.monotonic() < until:
        time.sleep(machine.chance.uniform(0.2, 1.8) * every)
        kill = next(order)
        kill()
        killed[kill.__name__.removeprefix("kill_")] += 1
        traffic.wait_for_more(until)
    for thread in threads:
        thread.join()
    return traffic, killed


def main() -> int:
    """Run, print the figures, end with 1 where something was lost, doubled or not acknowledged."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--senders", type=int, default=4)
    options.add_argument("--every", type=float, default=1.5)
    options.add_argument("--write", action="store_true", help="put the figures into docs/proofs.md")
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    chosen = options.parse_args()
    with make_machine(chosen.seed) as machine:
        traffic, killed = soak(machine, chosen.seconds, chosen.senders, chosen.every)
        marks = find_marks(machine)
    lost = traffic.acknowledged - marks.keys()
    doubled = [number for number, times in marks.items() if times > 1]
    figures = {
        "seed": chosen.seed,
        **{f"killed {name}": number for name, number in sorted(killed.items())},
        **{f"answer {status or 'none'}": number for status, number in sorted(traffic.answers.items())},
        "sent": len(traffic.sent),
        "acknowledged": len(traffic.acknowledged),
        "present": len(marks),
        "lost": len(lost),
        "doubled": len(doubled),
    }
    text = "".join(f"{name:<16}{number:>8}\n" for name, number in figures.items())
    sys.stdout.write(text)
    if chosen.write:
        said = f"Run on {datetime.now(UTC):%Y-%m-%d} for {chosen.seconds:.0f} seconds"
        said += f" with {chosen.senders} senders and a kill about every {chosen.every} seconds.\n\n"
        marked.put(ROOT / "docs" / "proofs.md", "soak", f"{said}```\n{text}```\n")
    is_well = not lost and not doubled and traffic.acknowledged == traffic.sent and -1 not in marks
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
