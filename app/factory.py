"""The whole program on one screen: settings in, application out."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from app import commands, database, i18n, memory, pages, sessions
from app.demo import keys
from app.deployment import Clock, Deployment
from app.views import console, gateways, public, report
from sms import lexicon
from sms.gateways import base, twilio
from sms.identifiers import lists

if TYPE_CHECKING:
    from config import Config

BLUEPRINTS = (gateways.blueprint, report.blueprint, public.blueprint, console.blueprint)
STATIC = Path(__file__).parents[1] / "static"
MOST_BYTES = 256 * 1024
"""The largest request body taken in; no route accepts a file."""


def now() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


def create_app(config: Config, clock: Clock = now) -> Flask:
    """The application of one deployment; `clock` gives the present as an aware UTC time."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # P1: a crash writes no memory to the disk
    app = Flask("app", static_folder=str(STATIC), static_url_path="/static")
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        TRUSTED_HOSTS=None,
    )
    app.extensions["safelight"] = Deployment(
        config=config,
        clock=clock,
        database=database.open_database(config.database_url, config.secret_key),
        memory=memory.open_memory(config.redis_url),
    )
    app.extensions["safelight.gateways"] = make_gateways(config)
    app.extensions["safelight.remake"] = lambda moved: create_app(config, moved)
    for part in (pages, i18n, sessions, commands):
        part.install(app)
    # Read once, before the first message waits for it; a worker then shares nothing with disk.
    lists.load()
    for language in lexicon.LANGUAGES:
        lexicon.get(language)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def make_gateways(config: Config) -> dict[str, base.Gateway]:
    """The gateways in use, by the last segment of their webhook's path."""
    made: dict[str, base.Gateway] = {}
    token = config.twilio_auth_token or keys.find_gateway_token(config)
    if token:
        settings = twilio.Settings(account_sid=config.twilio_account_sid, auth_token=token)
        made["twilio"] = twilio.Twilio(settings)
    return made
