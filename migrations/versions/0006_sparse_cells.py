"""Cells where few things have a name are kept one level coarser, wherever a report comes from.

The r9 cells of a sparse r7 cell are not in the table at all, so that no report can refer to one (P4);
`kept_cell` gives the cell that is kept in place of the one that was meant. The bits are H3's: the resolution
stands at bit 52, the ninth digit at bit 18 (h3geo.org, "H3Index Bit Layout").

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT_CELL = """
CREATE FUNCTION kept_cell(p_cell text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT id FROM cell
  WHERE id = p_cell OR (substr(p_cell, 2, 1) = '9' AND id = to_hex(
    ('x' || lpad(p_cell, 16, '0'))::bit(64)::bigint
      & ~(15::bigint << 52) | (8::bigint << 52) | (7::bigint << 18)))
  ORDER BY resolution DESC LIMIT 1
$$
"""
MEANT, KEPT = "(SELECT id FROM cell WHERE id = p_cell)", "kept_cell(p_cell)"


def upgrade() -> None:
    op.add_column(
        "area",
        sa.Column("sparse", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.execute(KEPT_CELL)
    _amend_by(MEANT, KEPT)


def downgrade() -> None:
    _amend_by(KEPT, MEANT)
    op.execute("DROP FUNCTION kept_cell(text)")
    op.drop_column("area", "sparse")


def _amend_by(before: str, after: str) -> None:
    """Let `amend_report` look its cell up another way; the rest of it stays as it is."""
    name = "amend_report(uuid, bytea, bytea, boolean, text, text, text, text)"
    definition = op.get_bind().scalar(
        sa.text("SELECT pg_get_functiondef(CAST(:name AS regprocedure))"), {"name": name}
    )
    op.get_bind().exec_driver_sql(definition.replace(before, after).replace("%", "%%"))
