"""The gazetteer: places, the keys they are found under, and the staging tables of an import.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS postgis",
    """CREATE TABLE place_source (
      id smallint PRIMARY KEY,
      name text NOT NULL UNIQUE,
      licence text NOT NULL,
      attribution text NOT NULL,
      checksum text NOT NULL,
      imported date NOT NULL,
      places integer NOT NULL,
      left_out jsonb NOT NULL)""",
    """CREATE TABLE place (
      id bigint PRIMARY KEY,
      source_id smallint NOT NULL REFERENCES place_source (id) ON DELETE CASCADE,
      source_ref text NOT NULL,
      name text NOT NULL,
      kind text NOT NULL CONSTRAINT place_kind_known CHECK (kind IN
        ('crossing', 'landmark', 'stop', 'street', 'neighbourhood', 'town', 'city', 'region')),
      centre geometry(Point, 4326) NOT NULL,
      accuracy_m integer NOT NULL,
      importance real NOT NULL,
      names jsonb NOT NULL)""",
    "CREATE INDEX ix_place_source_id ON place (source_id)",
    "CREATE INDEX idx_place_centre ON place USING gist (centre)",
    # No foreign keys on the key tables: checked row by row they would double an import's time, and one
    # function writes places and keys, in one transaction.
    """CREATE TABLE place_key (
      place_id bigint NOT NULL,
      key text COLLATE "C" NOT NULL,
      is_core boolean NOT NULL,
      lon real NOT NULL,
      lat real NOT NULL,
      importance real NOT NULL,
      PRIMARY KEY (place_id, key))""",
    "CREATE INDEX place_key_key ON place_key (key) INCLUDE (place_id, is_core, lon, lat, importance)",
    """CREATE TABLE place_skeleton (
      place_id bigint NOT NULL,
      skeleton text COLLATE "C" NOT NULL,
      form text NOT NULL,
      is_latin boolean NOT NULL,
      is_core boolean NOT NULL,
      lon real NOT NULL,
      lat real NOT NULL,
      importance real NOT NULL,
      PRIMARY KEY (place_id, skeleton, form))""",
    """CREATE INDEX place_skeleton_skeleton ON place_skeleton (skeleton)
      INCLUDE (place_id, form, is_latin, is_core, lon, lat, importance)""",
    """CREATE TABLE place_word (
      source_id smallint NOT NULL REFERENCES place_source (id) ON DELETE CASCADE,
      word text COLLATE "C" NOT NULL,
      neighbours bigint[] NOT NULL,
      uses integer NOT NULL,
      PRIMARY KEY (source_id, word))""",
    "CREATE INDEX place_word_neighbours ON place_word USING gin (neighbours)",
    # Unlogged and in a schema of its own: what an import has read so far, worth nothing after a crash.
    "CREATE SCHEMA staging",
    """CREATE UNLOGGED TABLE staging.import (
      source text NOT NULL, checksum text NOT NULL, seen bigint NOT NULL, places bigint NOT NULL,
      left_out jsonb NOT NULL)""",
    """CREATE UNLOGGED TABLE staging.place (
      id bigint, source_ref text, name text, kind text, lon float8, lat float8, accuracy_m integer,
      importance real, names jsonb)""",
    "CREATE UNLOGGED TABLE staging.place_key (LIKE place_key)",
    "CREATE UNLOGGED TABLE staging.place_skeleton (LIKE place_skeleton)",
    "CREATE UNLOGGED TABLE staging.place_word (word text, neighbours bigint[], uses integer)",
)
DROP = (
    "DROP SCHEMA staging CASCADE",
    "DROP TABLE place_word, place_skeleton, place_key, place, place_source",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
