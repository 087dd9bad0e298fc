"""What a release counts, in the order in which it counts it.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE INDEX ix_report_accepted ON report (cell_id COLLATE "C", category_group COLLATE "C",
          part_of_day COLLATE "C", precision COLLATE "C", period) WHERE state = 'accepted'"""
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_report_accepted")
