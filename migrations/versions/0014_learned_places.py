"""Names that accepted reports give and the gazetteer lacks, and the places organizers confirmed of them.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE learned_name (
          id uuid CONSTRAINT pk_learned_name PRIMARY KEY,
          digest bytea NOT NULL CONSTRAINT uq_learned_name_digest UNIQUE,
          period date NOT NULL CONSTRAINT ck_learned_name_period CHECK (extract(day FROM period) = 1),
          sealed bytea NOT NULL)"""
    )
    op.execute(
        """CREATE TABLE learned_place (
          id uuid CONSTRAINT pk_learned_place PRIMARY KEY,
          name text NOT NULL,
          kind text NOT NULL CONSTRAINT ck_learned_place_kind CHECK
            (kind IN ('landmark', 'stop', 'crossing', 'street', 'neighbourhood')),
          centre geometry(Point, 4326) NOT NULL,
          accuracy_m integer NOT NULL,
          after_release integer NOT NULL,
          is_entered boolean NOT NULL DEFAULT false,
          audit_reference uuid NOT NULL DEFAULT gen_random_uuid())"""
    )


def downgrade() -> None:
    op.execute("DROP TABLE learned_place, learned_name")
