"""Names that organizers put away, kept until an organizer lets them be proposed again.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE learned_dismissal (
          id uuid CONSTRAINT pk_learned_dismissal PRIMARY KEY,
          sealed bytea NOT NULL)"""
    )


def downgrade() -> None:
    op.execute("DROP TABLE learned_dismissal")
