"""The gazetteer's index in a worker's memory: packed words and key sets; words without their neighbours.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CREATE = (
    "ALTER TABLE place_word DROP COLUMN neighbours",
    "ALTER TABLE staging.place_word DROP COLUMN neighbours, ADD squares bigint",
    # What was imported before counts as lying everywhere.
    "ALTER TABLE place_word ADD squares bigint NOT NULL DEFAULT -1",
    "ALTER TABLE place_word ALTER squares DROP DEFAULT",
    """CREATE TABLE place_index (
      source_id smallint PRIMARY KEY REFERENCES place_source (id) ON DELETE CASCADE,
      edition uuid NOT NULL DEFAULT gen_random_uuid(),
      words bytea NOT NULL,
      keys bytea NOT NULL,
      skeletons bytea NOT NULL)""",
    # Packed already; compressing it again would cost an import a second and save nothing.
    "ALTER TABLE place_index ALTER words SET STORAGE EXTERNAL, ALTER keys SET STORAGE EXTERNAL,"
    " ALTER skeletons SET STORAGE EXTERNAL",
)
DROP = (
    "DROP TABLE place_index",
    "ALTER TABLE place_word ADD neighbours bigint[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE place_word ALTER neighbours DROP DEFAULT",
    "CREATE INDEX place_word_neighbours ON place_word USING gin (neighbours)",
    "ALTER TABLE place_word DROP COLUMN squares",
    "ALTER TABLE staging.place_word DROP COLUMN squares, ADD neighbours bigint[]",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP:
        op.execute(statement)
