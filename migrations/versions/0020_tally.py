"""What a release counts of a report as one number, and an index of nothing else.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX ix_report_accepted")
    op.execute(
        """ALTER TABLE report ADD COLUMN tally bigint NOT NULL GENERATED ALWAYS AS (
          (coalesce(('x' || cell_id)::bit(60)::bigint >> 18, 0) << 7)
          | (CASE WHEN category_group IS NULL THEN 0 ELSE coalesce(array_position(
               ARRAY['words', 'looks', 'following', 'touching', 'other'], category_group), 7) END << 4)
          | (CASE WHEN part_of_day IS NULL THEN 0 ELSE coalesce(array_position(
               ARRAY['morning', 'afternoon', 'evening', 'night'], part_of_day), 7) END << 1)
          | (precision IN ('town', 'city'))::int) STORED"""
    )
    op.execute("CREATE INDEX ix_report_accepted ON report (tally, period) WHERE state = 'accepted'")


def downgrade() -> None:
    op.execute("DROP INDEX ix_report_accepted")
    op.execute("ALTER TABLE report DROP COLUMN tally")
    op.execute(
        """CREATE INDEX ix_report_accepted ON report (cell_id COLLATE "C", category_group COLLATE "C",
          part_of_day COLLATE "C", precision COLLATE "C", period) WHERE state = 'accepted'"""
    )
