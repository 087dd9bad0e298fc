"""Every page of the console, for the factory."""

from __future__ import annotations

from app.views.console import entrance, home, review, services, zones

BLUEPRINTS = (entrance.blueprint, home.blueprint, review.blueprint, zones.blueprint, services.blueprint)
