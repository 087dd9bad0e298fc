"""Districts to sum over; several errata a release.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UPGRADE = (
    """CREATE TABLE district (
      level text NOT NULL,
      id text NOT NULL,
      name text NOT NULL,
      cells text[] NOT NULL,
      digest text NOT NULL,
      PRIMARY KEY (level, id))""",
    # A period is drawn once; what is said about it later may be more than one thing.
    "ALTER TABLE release DROP CONSTRAINT uq_release_kind_period_from",
    "CREATE UNIQUE INDEX release_once ON release (kind, period_from) WHERE kind <> 'erratum'",
)
DOWNGRADE = (
    "DROP INDEX release_once",
    "ALTER TABLE release ADD CONSTRAINT uq_release_kind_period_from UNIQUE (kind, period_from)",
    "DROP TABLE district",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
