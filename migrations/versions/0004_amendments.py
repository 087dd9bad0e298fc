"""Amendments and receipts, and the three functions by which intake reaches a report it cannot read.

Each runs as the owner and does one thing: fill what is missing and add sealed words, delete, or tie a
receipt. Who calls must know the report's random id or a receipt; none gives anything of a report back but
the id of one that is gone, for the list of withdrawals.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CREATE = (
    """CREATE TABLE amendment (
      id uuid CONSTRAINT pk_amendment PRIMARY KEY DEFAULT gen_random_uuid(),
      report_id uuid NOT NULL CONSTRAINT fk_amendment_report_id REFERENCES report (id) ON DELETE CASCADE,
      sealed bytea NOT NULL)""",
    "CREATE INDEX ix_amendment_report_id ON amendment (report_id)",
    """CREATE TABLE receipt (
      digest bytea CONSTRAINT pk_receipt PRIMARY KEY,
      report_id uuid NOT NULL CONSTRAINT fk_receipt_report_id REFERENCES report (id) ON DELETE CASCADE)""",
    "CREATE INDEX ix_receipt_report_id ON receipt (report_id)",
    # The report of an id or of a receipt, locked, so that judging and amending wait for each other.
    """CREATE FUNCTION find_report(p_report uuid, p_receipt bytea) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT id FROM report
      WHERE id = coalesce(p_report, (SELECT report_id FROM receipt WHERE digest = p_receipt))
      FOR UPDATE
    $$""",
    # In clear only what is missing is filled, and only while nobody has judged (P4). A correction may move
    # the place of a report that still waits.
    """CREATE FUNCTION amend_report(
      p_report uuid, p_receipt bytea, p_sealed bytea, p_replaces boolean,
      p_cell text, p_precision text, p_group text, p_part text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      v_report uuid := find_report(p_report, p_receipt);
      v_cell text := (SELECT id FROM cell WHERE id = p_cell);
    BEGIN
      IF v_report IS NULL THEN
        RETURN false;
      END IF;
      INSERT INTO amendment (report_id, sealed) VALUES (v_report, p_sealed);
      UPDATE report SET
        cell_id = v_cell,
        precision = CASE WHEN v_cell IS NULL AND p_cell IS NOT NULL THEN 'outside' ELSE p_precision END
      WHERE id = v_report AND state = 'pending' AND p_precision <> 'none'
        AND (p_replaces OR (cell_id IS NULL AND precision = 'none'));
      UPDATE report SET
        category_group = coalesce(category_group, p_group),
        part_of_day = coalesce(part_of_day, p_part)
      WHERE id = v_report AND state = 'pending'
        AND (coalesce(category_group, p_group), coalesce(part_of_day, p_part))
          IS DISTINCT FROM (category_group, part_of_day);
      RETURN true;
    END $$""",
    """CREATE FUNCTION withdraw_report(p_report uuid, p_receipt bytea) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DELETE FROM report WHERE id = find_report(p_report, p_receipt) RETURNING id
    $$""",
    """CREATE FUNCTION keep_receipt(p_report uuid, p_digest bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      INSERT INTO receipt (digest, report_id)
      SELECT p_digest, id FROM report WHERE id = p_report ON CONFLICT DO NOTHING;
      RETURN found;
    END $$""",
)
DROP = (
    "DROP FUNCTION keep_receipt(uuid, bytea)",
    "DROP FUNCTION withdraw_report(uuid, bytea)",
    "DROP FUNCTION amend_report(uuid, bytea, bytea, boolean, text, text, text, text)",
    "DROP FUNCTION find_report(uuid, bytea)",
    "DROP TABLE receipt",
    "DROP TABLE amendment",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
