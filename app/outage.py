"""What a command says where a service does not answer: one sentence, and no words of a driver's (P1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
import redis
import sqlalchemy.exc

from app.errors import UnavailableError

DATABASE = "The database does not answer: start it with bin/run, or set its address."
MEMORY = "Redis does not answer: start it with bin/run, or set SAFELIGHT_REDIS_URL."
SENTENCES: Mapping[type[Exception], str] = {
    UnavailableError: DATABASE,
    sqlalchemy.exc.OperationalError: DATABASE,
    redis.ConnectionError: MEMORY,
}


@contextmanager
def told() -> Iterator[None]:
    """Within it a service that is down ends a command with its sentence in place of a traceback.

    Raises:
        click.ClickException: it is.
    """
    try:
        yield
    except tuple(SENTENCES) as error:
        raise click.ClickException(describe(error)) from None


def describe(error: Exception) -> str:
    """The sentence of a service that is down."""
    return next(sentence for kind, sentence in SENTENCES.items() if isinstance(error, kind))
