"""`python -m tests.dialog`: how many messages are answered with one question or none, by language.

Every message goes through the signed webhook of an application of its own, to the real database and memory
and the small city of the tests, each from a phone of its own. It counts where, after one question at most,
there is one report, its place is known, and both answers came in the message's language. `--all` prints those
that do not count; they are invented (`messages.toml`), as no one's words may be.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from app import factory
from app.demo import phone
from config import Config
from sms import replies
from tests import city
from tests.bench.database import make_settings

MESSAGES = Path(__file__).with_name("messages.toml")
WEBHOOK = "/gateways/twilio"
FLOOR = 0.97
"""What an earlier prototype reached."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message, what would answer a question that comes back, and the language of both."""

    language: str
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Phone:
    """Phones that text the application, and what is stored of it."""

    client: FlaskClient
    owner: psycopg.Connection
    config: Config

    def text(self, body: str, sender: str) -> str:
        """The answer to one text; empty for silence."""
        form = phone.make_form(body, sender)
        signer = RequestValidator(self.config.twilio_auth_token)
        signature = signer.compute_signature(f"{self.config.public_url}{WEBHOOK}", form)
        answer = self.client.post(WEBHOOK, data=form, headers={"X-Twilio-Signature": signature})
        return "".join(message.text or "" for message in ElementTree.fromstring(answer.data))

    def take_stored(self) -> list[str]:
        """The precision of every report, which is gone after that."""
        rows = self.owner.execute("DELETE FROM report RETURNING precision").fetchall()
        return [row[0] for row in rows]


def read_cases() -> Iterator[Case]:
    """The messages with their places, each place in turn."""
    for language, told in tomllib.loads(MESSAGES.read_text("utf-8")).items():
        places = itertools.cycle(told["places"])
        for story in told["stories"]:
            place = next(places)
            yield Case(language, story.format(place=place), told["where"].format(place=place))
        for greeting in told["greetings"]:
            yield Case(language, greeting, told["stories"][0].format(place=next(places)))


def find_fault(texter: Phone, case: Case, sender: str) -> tuple[str, int]:
    """What went wrong with a message, empty for nothing, and how many questions came back."""
    told: Mapping[str, Any] = replies.catalogue(case.language)
    questions, thanks = {told["ask_where"], told["ask_what"]}, {told["noted"]}
    heard = [texter.text(case.text, sender)]
    asked = heard[0] in questions
    if asked:
        heard.append(texter.text(case.answer, sender))
    stored = texter.take_stored()
    if heard[-1] not in thanks or not set(heard) <= questions | thanks:
        return f"answered {heard}", int(asked)
    if len(stored) != 1:
        return f"{len(stored)} reports", int(asked)
    return ("its place is not known" if stored[0] == "none" else ""), int(asked)


def measure(config: Config, *, shows_all: bool) -> float:
    """The share of messages that count, printed by language."""
    app = factory.create_app(config)
    counts: dict[str, list[int]] = {}
    with psycopg.connect(config.database_url, autocommit=True) as owner:
        texter = Phone(app.test_client(), owner, config)
        for number, case in enumerate(read_cases()):
            fault, asked = find_fault(texter, case, f"+447700900{number:03}")
            row = counts.setdefault(case.language, [0, 0, 0])
            for place, value in enumerate((1, not fault, not asked and not fault)):
                row[place] += value
            if fault and shows_all:
                sys.stdout.write(f"{case.language:4}{case.text}\n    {fault}\n")
    counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    for language, (tried, right, unasked) in counts.items():
        sys.stdout.write(f"{language:4}{right:4} of{tried:4}  {right / tried:6.1%}  without any {unasked}\n")
    return counts["all"][1] / counts["all"][0]


def main() -> None:
    """Measure in an empty database; fail below the floor."""
    config = Config.from_env(make_settings(Config.from_env(dict(os.environ))))
    with tempfile.TemporaryDirectory() as folder:
        city.found(config, Path(folder))
    share = measure(config, shows_all="--all" in sys.argv[1:])
    sys.exit(0 if share >= FLOOR else f"below the floor of {FLOOR:.0%}")


if __name__ == "__main__":
    main()
