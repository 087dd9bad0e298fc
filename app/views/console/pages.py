"""Every page of the console, for the factory."""

from __future__ import annotations

from app.views.console import (
    account,
    calls,
    entrance,
    gateways,
    home,
    imports,
    learned,
    numbers,
    organizers,
    replies,
    review,
    services,
    zones,
)

BLUEPRINTS = (
    entrance.blueprint,
    home.blueprint,
    review.blueprint,
    learned.blueprint,
    zones.blueprint,
    services.blueprint,
    calls.blueprint,
    numbers.blueprint,
    gateways.blueprint,
    replies.blueprint,
    imports.blueprint,
    organizers.blueprint,
    account.blueprint,
)
