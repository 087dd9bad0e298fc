"""The rest of a country: what lies in one of its big cells is kept at it, however precisely it is meant.

A city's reports refer to r6 and r5 cells as well ("somewhere in the town"), so those of a rest are marked.
A mark goes before everything else: fine cells that a city left behind are never referred to again (P4). The
bits are H3's: the resolution stands at bit 52, the digits finer than it are ones (h3geo.org, "H3Index Bit
Layout").

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HEAD = """
CREATE OR REPLACE FUNCTION kept_cell(p_cell text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
"""
SPARSE_AND_REST = """
  SELECT cell.id
  FROM (SELECT ('x' || lpad(p_cell, 16, '0'))::bit(64)::bigint & ~(15::bigint << 52) AS bits) AS meant
  CROSS JOIN unnest(ARRAY[5, 6, 8]) AS at
  JOIN cell ON cell.id IN (p_cell, to_hex(bits | (at::bigint << 52) | ((1::bigint << (3 * (15 - at))) - 1)))
  WHERE cell.id = p_cell OR cell.is_rest OR (at = 8 AND substr(p_cell, 2, 1) = '9')
  ORDER BY cell.is_rest DESC, cell.resolution DESC LIMIT 1
$$
"""
SPARSE = """
  SELECT id FROM cell
  WHERE id = p_cell OR (substr(p_cell, 2, 1) = '9' AND id = to_hex(
    ('x' || lpad(p_cell, 16, '0'))::bit(64)::bigint
      & ~(15::bigint << 52) | (8::bigint << 52) | (7::bigint << 18)))
  ORDER BY resolution DESC LIMIT 1
$$
"""


def upgrade() -> None:
    op.add_column("cell", sa.Column("is_rest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(HEAD + SPARSE_AND_REST)


def downgrade() -> None:
    op.execute(HEAD + SPARSE)
    op.drop_column("cell", "is_rest")
