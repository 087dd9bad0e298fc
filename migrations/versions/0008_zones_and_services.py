"""Safe zones and services, what is public apart from what is sealed.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATE = (
    """CREATE TABLE zone (
      id uuid CONSTRAINT pk_zone PRIMARY KEY,
      state text NOT NULL CONSTRAINT ck_zone_state CHECK (state IN
        ('nominated', 'vouched', 'active', 'under_review', 'suspended', 'retired')),
      code_digest bytea NOT NULL CONSTRAINT uq_zone_code_digest UNIQUE,
      sealed bytea NOT NULL,
      seen_release text,
      audit_reference uuid NOT NULL DEFAULT gen_random_uuid())""",
    """CREATE TABLE zone_public (
      zone_id uuid CONSTRAINT pk_zone_public PRIMARY KEY
        CONSTRAINT fk_zone_public_zone_id REFERENCES zone (id) ON DELETE CASCADE,
      state text NOT NULL CONSTRAINT ck_zone_public_state CHECK (state IN
        ('active', 'under_review', 'suspended')),
      is_hidden boolean NOT NULL,
      name text NOT NULL, district text NOT NULL, hours text NOT NULL,
      offers text[] NOT NULL, audience text NOT NULL, vouched_by text[] NOT NULL,
      checked date NOT NULL CONSTRAINT ck_zone_public_checked CHECK (extract(day FROM checked) = 1),
      shape geometry(Geometry, 4326),
      cells text[] NOT NULL,
      CONSTRAINT ck_zone_public_hidden CHECK (NOT is_hidden OR (shape IS NULL AND cells = '{}')))""",
    """CREATE TABLE partner_group (
      id uuid CONSTRAINT pk_partner_group PRIMARY KEY,
      name text NOT NULL CONSTRAINT uq_partner_group_name UNIQUE,
      code_digest bytea NOT NULL CONSTRAINT uq_partner_group_code_digest UNIQUE)""",
    """CREATE TABLE zone_vouch (
      zone_id uuid NOT NULL CONSTRAINT fk_zone_vouch_zone_id REFERENCES zone (id) ON DELETE CASCADE,
      group_id uuid NOT NULL
        CONSTRAINT fk_zone_vouch_group_id REFERENCES partner_group (id) ON DELETE CASCADE,
      CONSTRAINT pk_zone_vouch PRIMARY KEY (zone_id, group_id))""",
    """CREATE TABLE zone_audit (
      id uuid CONSTRAINT pk_zone_audit PRIMARY KEY DEFAULT gen_random_uuid(),
      zone_id uuid NOT NULL CONSTRAINT fk_zone_audit_zone_id REFERENCES zone (id) ON DELETE CASCADE,
      period date NOT NULL CONSTRAINT ck_zone_audit_period CHECK (extract(day FROM period) = 1),
      marks smallint[] NOT NULL CONSTRAINT ck_zone_audit_marks CHECK
        (cardinality(marks) = 9 AND 0 <= ALL (marks) AND 3 >= ALL (marks)))""",
    "CREATE INDEX ix_zone_audit_zone_id ON zone_audit (zone_id)",
    """CREATE TABLE service (
      id uuid CONSTRAINT pk_service PRIMARY KEY,
      name text NOT NULL,
      kind text NOT NULL CONSTRAINT ck_service_kind CHECK (kind IN ('hotline', 'one_stop', 'legal',
        'clinic', 'shelter', 'counselling', 'watch', 'residency', 'police', 'other')),
      about text NOT NULL, area text NOT NULL, hours text NOT NULL, languages text[] NOT NULL,
      cost text NOT NULL, phone text NOT NULL, url text NOT NULL, eligibility text NOT NULL,
      application text NOT NULL, capacity text NOT NULL, address text NOT NULL,
      point geometry(Point, 4326),
      is_hidden boolean NOT NULL,
      checked_on date NOT NULL, checked_by text NOT NULL,
      sealed bytea,
      audit_reference uuid NOT NULL DEFAULT gen_random_uuid(),
      CONSTRAINT ck_service_hidden CHECK (NOT is_hidden OR (address = '' AND point IS NULL)))""",
)


def upgrade() -> None:
    for statement in CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE service, zone_audit, zone_vouch, partner_group, zone_public, zone")
