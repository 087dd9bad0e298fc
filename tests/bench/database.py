"""An empty database of the measurements' own, and the settings of a server over it."""

from __future__ import annotations

import psycopg

from config import Config

PORT = 8199
TOKEN = "0123456789abcdef0123456789abcdef"
URL = f"http://127.0.0.1:{PORT}"


def make_settings(shared: Config) -> dict[str, str]:
    """Make the database anew; gives the environment of a server over it."""
    with psycopg.connect(shared.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
        connection.execute("CREATE DATABASE bench")
    return {
        "SAFELIGHT_INSTANCE": str(shared.instance),
        "SAFELIGHT_DATABASE_URL": shared.database_url.replace("/safelight?", "/bench?"),
        "SAFELIGHT_REDIS_URL": shared.redis_url,
        "SAFELIGHT_PORT": str(PORT),
        "SAFELIGHT_PUBLIC_URL": URL,
        "SAFELIGHT_TWILIO_AUTH_TOKEN": TOKEN,
        "SAFELIGHT_TIME_ZONE": "Africa/Nairobi",
    }
