"""Every page of the console, for the factory."""

from __future__ import annotations

from app.views.console import (
    account,
    entrance,
    home,
    imports,
    learned,
    numbers,
    organizers,
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
    numbers.blueprint,
    imports.blueprint,
    organizers.blueprint,
    account.blueprint,
)
