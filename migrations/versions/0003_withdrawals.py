"""withdrawals, and the way from a report to its audit lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_withdrawal")),
    )
    op.create_index("ix_audit_line_reference", "audit_line", ["reference"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_audit_line_reference", table_name="audit_line")
    op.drop_table("withdrawal")
