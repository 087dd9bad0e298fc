"""The whole program on one screen: settings in, application out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, database, faults, gateways, i18n, memory, pages, process, sessions
from app.deployment import Clock, Deployment
from app.errors import LockedError
from app.site import front
from app.views import (
    basemap,
    help_services,
    places,
    posts,
    privacy,
    public,
    receipt,
    report,
    safe_zones,
    webhook,
)
from app.views.api import oembed, open311, releases, ushahidi
from app.views.console import entrance
from app.views.console import pages as console
from sms import lexicon
from sms.identifiers import made

if TYPE_CHECKING:
    from config import Config

BLUEPRINTS = (
    webhook.blueprint,
    report.blueprint,
    receipt.blueprint,
    places.blueprint,
    basemap.blueprint,
    public.blueprint,
    privacy.blueprint,
    safe_zones.blueprint,
    help_services.blueprint,
    *(part.blueprint for part in (releases, ushahidi, open311, oembed)),
    posts.blueprint,
    *console.BLUEPRINTS,
)
STATIC = Path(__file__).parents[1] / "static"
MOST_BYTES = 256 * 1024
"""The largest request body taken in; no route accepts a file."""


def now() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


def create_app(config: Config, clock: Clock = now) -> Flask:
    """The application of one deployment; `clock` gives the present as an aware UTC time."""
    process.forbid_dumps()
    app = faults.Program("app", static_folder=str(STATIC), static_url_path="/static")
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
        gateways=gateways.make_gateways(config),
        menus=gateways.make_menus(config),
        copies=gateways.make_copies(config),
    )
    app.extensions["safelight.remake"] = lambda moved: create_app(config, moved)
    for part in (pages, i18n, sessions, commands):
        part.install(app)
    # Read once, before the first message waits for it; a worker then shares nothing with disk.
    made.load()
    for language in lexicon.LANGUAGES:
        lexicon.get(language)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_error_handler(LockedError, lambda _error: entrance.ask_again())
    if config.proxies:
        # Addresses for limits, and for gateways that are known by theirs; nothing else of what proxies claim.
        believed = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = believed  # type: ignore[method-assign]
    front.install(app, pages.HEADERS)
    return app
