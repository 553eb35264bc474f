"""The first schema: site and revisions, register, ledger, outbreaks, judgements, staff, audit, idempotency."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.storage.append_only import append_only_ddl, drop_append_only_ddl
from app.storage.columns import Instant, Shape

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Table → columns that may be set once, from NULL.
APPEND_ONLY = {
    "audit": (),
    "case_reports": ("superseded_revision",),
    "outbreaks": ("superseded_revision",),
    "policy_adoptions": (),
    "revisions": (),
    "rings": ("superseded_revision",),
    "zero_fills": (),
}
GIST = {"units": "geometry", "outbreaks": "place", "ring_layers": "shape"}


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("boundary_version", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("raw_level", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("qualifying_days", sa.SmallInteger(), nullable=False),
        sa.Column("own_level", sa.String(length=32), nullable=False),
        sa.Column("own_raw_level", sa.String(length=32), nullable=False),
        sa.Column("own_rule_id", sa.String(length=64), nullable=False),
        sa.Column("own_entered_on", sa.Date(), nullable=True),
        sa.Column("own_qualifying_days", sa.SmallInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("window_start", sa.Date(), nullable=False),
        sa.Column("community_unknown_source", sa.Integer(), nullable=False),
        sa.Column("community_known_source", sa.Integer(), nullable=False),
        sa.Column("lockdown_area", sa.Integer(), nullable=False),
        sa.Column("quarantine", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("missing_days", sa.SmallInteger(), nullable=False),
        sa.Column("closed_days", sa.SmallInteger(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_recorded_revision"), "assessments", ["recorded_revision"], unique=False)
    op.create_index("ix_assessments_ward", "assessments", ["ward_code", "scheme", "as_of"], unique=False)
    op.create_index(
        "uq_assessments_current",
        "assessments",
        ["scheme", "as_of", "ward_code"],
        unique=True,
        sqlite_where=sa.text("superseded_revision IS NULL"),
        postgresql_where=sa.text("superseded_revision IS NULL"),
    )

    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=200), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome IN ('done', 'refused', 'failed')", name=op.f("ck_audit_known_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_district_code"), "audit", ["district_code"], unique=False)

    op.create_table(
        "boundary_versions",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("boundary_status", sa.String(length=10), nullable=False),
        sa.Column("notice_vi", sa.Text(), nullable=True),
        sa.Column("notice_en", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("tolerance_m", sa.Float(), nullable=True),
        sa.Column("unit_count", sa.Integer(), nullable=False),
        sa.Column("metric_epsg", sa.Integer(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "boundary_status IN ('schematic', 'official')", name=op.f("ck_boundary_versions_boundary_status")
        ),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_boundary_versions")),
    )
    op.create_table(
        "case_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("reporting_date", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("community_unknown_source", sa.Integer(), nullable=True),
        sa.Column("community_known_source", sa.Integer(), nullable=True),
        sa.Column("lockdown_area", sa.Integer(), nullable=True),
        sa.Column("quarantine", sa.Integer(), nullable=True),
        sa.Column("imported", sa.Integer(), nullable=True),
        sa.Column("samples", sa.Integer(), nullable=True),
        sa.Column("positives", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.String(length=20), nullable=True),
        sa.Column("reported_by", sa.String(length=80), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("after_publication", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "community_unknown_source >= 0 AND community_known_source >= 0 "
            "AND lockdown_area >= 0 AND quarantine >= 0 AND imported >= 0",
            name=op.f("ck_case_reports_counts_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reports")),
        sa.UniqueConstraint(
            "ward_code",
            "reporting_date",
            "source",
            "version",
            name=op.f("uq_case_reports_ward_code_reporting_date_source_version"),
        ),
    )
    op.create_index("ix_case_reports_day", "case_reports", ["source", "reporting_date", "ward_code"], unique=False)
    op.create_index(op.f("ix_case_reports_recorded_revision"), "case_reports", ["recorded_revision"], unique=False)
    op.create_index(
        "uq_case_reports_current",
        "case_reports",
        ["ward_code", "reporting_date", "source"],
        unique=True,
        sqlite_where=sa.text("superseded_revision IS NULL"),
        postgresql_where=sa.text("superseded_revision IS NULL"),
    )

    op.create_table(
        "drills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("played_until", Instant(), nullable=True),
        sa.Column("outbreak_ids", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_drills_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
    )

    op.create_table(
        "idempotency_keys",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("call", sa.String(length=400), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("response_body", sa.Text(), nullable=False),
        sa.Column("response_headers", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("username", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)

    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("wards_judged", sa.Integer(), nullable=False),
        sa.Column("wards_changed", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "scheme", "as_of", name=op.f("uq_job_runs_job_scheme_as_of")),
    )
    op.create_table(
        "outbreaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbreak_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source_known", sa.Boolean(), nullable=False),
        sa.Column("setting", sa.String(length=20), nullable=False),
        sa.Column("place", Shape("GEOMETRY"), nullable=True),
        sa.Column("ward_codes", sa.JSON(), nullable=False),
        sa.Column("linked_ward_codes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbreaks")),
        sa.UniqueConstraint("outbreak_id", "version", name=op.f("uq_outbreaks_outbreak_id_version")),
    )
    op.create_index(
        "uq_outbreaks_current",
        "outbreaks",
        ["outbreak_id"],
        unique=True,
        sqlite_where=sa.text("superseded_revision IS NULL"),
        postgresql_where=sa.text("superseded_revision IS NULL"),
    )

    op.create_table(
        "policies",
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "policy_version", name=op.f("pk_policies")),
    )
    op.create_table(
        "policy_adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_adoptions")),
    )
    op.create_index(op.f("ix_policy_adoptions_scheme"), "policy_adoptions", ["scheme"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("committed_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_committed_at"), "revisions", ["committed_at"], unique=False)

    op.create_table(
        "rings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbreak_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("boundary_version", sa.String(length=64), nullable=False),
        sa.Column("population_estimated", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rings")),
        sa.UniqueConstraint("outbreak_id", "version", name=op.f("uq_rings_outbreak_id_version")),
    )
    op.create_index(
        "uq_rings_current",
        "rings",
        ["outbreak_id"],
        unique=True,
        sqlite_where=sa.text("superseded_revision IS NULL"),
        postgresql_where=sa.text("superseded_revision IS NULL"),
    )

    op.create_table(
        "sign_in_attempts",
        sa.Column("subject_sha256", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", Instant(), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("subject_sha256", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_last_failed_at"), "sign_in_attempts", ["last_failed_at"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("committed_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("drill", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "staff",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.CheckConstraint(
            "role IN ('reporter', 'supervisor', 'city', 'job', 'admin')", name=op.f("ck_staff_known_role")
        ),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_staff")),
    )
    op.create_table(
        "statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("computed_level", sa.String(length=32), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("from_instant", Instant(), nullable=False),
        sa.Column("until_instant", Instant(), nullable=True),
        sa.Column("from_revision", sa.Integer(), nullable=False),
        sa.Column("until_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        sa.UniqueConstraint(
            "scheme", "ward_code", "from_instant", name=op.f("uq_statuses_scheme_ward_code_from_instant")
        ),
    )
    op.create_index(op.f("ix_statuses_from_instant"), "statuses", ["from_instant"], unique=False)
    op.create_index(
        "uq_statuses_open",
        "statuses",
        ["scheme", "ward_code"],
        unique=True,
        sqlite_where=sa.text("until_instant IS NULL"),
        postgresql_where=sa.text("until_instant IS NULL"),
    )

    op.create_table(
        "test_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("positives", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("pool_size", sa.Integer(), nullable=False),
        sa.Column("closed_with_reason", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_rounds")),
    )
    op.create_index(op.f("ix_test_rounds_ward_code"), "test_rounds", ["ward_code"], unique=False)

    op.create_table(
        "zero_fills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=True),
        sa.Column("document_number", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zero_fills")),
    )
    op.create_table(
        "api_keys",
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_api_keys_username_staff")),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_username"), "api_keys", ["username"], unique=False)

    op.create_table(
        "ring_layers",
        sa.Column("ring_id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=8), nullable=False),
        sa.Column("shape", Shape("MULTIPOLYGON"), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["ring_id"], ["rings.id"], name=op.f("fk_ring_layers_ring_id_rings")),
        sa.PrimaryKeyConstraint("ring_id", "layer", name=op.f("pk_ring_layers")),
    )
    op.create_table(
        "ring_wards",
        sa.Column("ring_id", sa.Integer(), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("layer", sa.String(length=8), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ring_id"], ["rings.id"], name=op.f("fk_ring_wards_ring_id_rings")),
        sa.PrimaryKeyConstraint("ring_id", "ward_code", name=op.f("pk_ring_wards")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_sessions_username_staff")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_username_expires_at"), "sessions", ["username", "expires_at"], unique=False)

    op.create_table(
        "staff_districts",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("district_code", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["username"], ["staff.username"], name=op.f("fk_staff_districts_username_staff")),
        sa.PrimaryKeyConstraint("username", "district_code", name=op.f("pk_staff_districts")),
    )
    op.create_table(
        "unit_borders",
        sa.Column("boundary_version", sa.String(length=16), nullable=False),
        sa.Column("code_a", sa.String(length=16), nullable=False),
        sa.Column("code_b", sa.String(length=16), nullable=False),
        sa.Column("shared_border_m", sa.Float(), nullable=False),
        sa.CheckConstraint("code_a <> code_b", name=op.f("ck_unit_borders_two_wards")),
        sa.CheckConstraint("shared_border_m > 0", name=op.f("ck_unit_borders_shared_border_m")),
        sa.ForeignKeyConstraint(
            ["boundary_version"],
            ["boundary_versions.version"],
            name=op.f("fk_unit_borders_boundary_version_boundary_versions"),
        ),
        sa.PrimaryKeyConstraint("boundary_version", "code_a", "code_b", name=op.f("pk_unit_borders")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_fold", sa.String(length=120), nullable=False),
        sa.Column("parent_code", sa.String(length=16), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_on", sa.Date(), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("geometry", Shape("MULTIPOLYGON"), nullable=True),
        sa.Column("boundary_version", sa.String(length=16), nullable=False),
        sa.Column("recorded_revision", sa.Integer(), nullable=False),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("level IN ('ward', 'district')", name=op.f("ck_units_level")),
        sa.CheckConstraint("population IS NULL OR population >= 0", name=op.f("ck_units_population")),
        sa.CheckConstraint(
            "superseded_revision IS NULL OR superseded_revision > recorded_revision", name=op.f("ck_units_superseded")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_units_validity")),
        sa.ForeignKeyConstraint(
            ["boundary_version"],
            ["boundary_versions.version"],
            name=op.f("fk_units_boundary_version_boundary_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_boundary_version"), "units", ["boundary_version"], unique=False)
    op.create_index(op.f("ix_units_name_fold"), "units", ["name_fold"], unique=False)
    op.create_index(op.f("ix_units_parent_code"), "units", ["parent_code"], unique=False)
    op.create_index(op.f("ix_units_recorded_revision"), "units", ["recorded_revision"], unique=False)
    op.create_index(op.f("ix_units_superseded_revision"), "units", ["superseded_revision"], unique=False)
    op.create_index(op.f("ix_units_unit_code"), "units", ["unit_code"], unique=False)
    op.create_index(
        "uq_units_believed",
        "units",
        ["level", "unit_code", "valid_from"],
        unique=True,
        sqlite_where=sa.text("superseded_revision IS NULL"),
        postgresql_where=sa.text("superseded_revision IS NULL"),
    )

    _lay_triggers_and_spatial_indexes()


def _lay_triggers_and_spatial_indexes() -> None:
    bind = op.get_bind()
    for name, closures in APPEND_ONLY.items():
        table = sa.Table(name, sa.MetaData(), autoload_with=bind)
        for statement in append_only_ddl(table, bind.dialect.name, closures):
            bind.exec_driver_sql(statement)
    if bind.dialect.name == "postgresql":
        for name, column in GIST.items():
            op.execute(f"CREATE INDEX gist_{name}_{column} ON {name} USING gist ({column})")


def downgrade() -> None:
    bind = op.get_bind()
    for name in APPEND_ONLY:
        for statement in drop_append_only_ddl(name, bind.dialect.name):
            bind.exec_driver_sql(statement)

    op.drop_table("units")
    op.drop_table("unit_borders")
    op.drop_table("staff_districts")

    op.drop_table("sessions")
    op.drop_table("ring_wards")
    op.drop_table("ring_layers")

    op.drop_table("api_keys")
    op.drop_table("zero_fills")

    op.drop_table("test_rounds")

    op.drop_table("statuses")
    op.drop_table("staff")
    op.drop_table("site")

    op.drop_table("sign_in_attempts")

    op.drop_table("rings")

    op.drop_table("revisions")

    op.drop_table("policy_adoptions")
    op.drop_table("policies")

    op.drop_table("outbreaks")
    op.drop_table("job_runs")

    op.drop_table("idempotency_keys")

    op.drop_table("drills")

    op.drop_table("case_reports")
    op.drop_table("boundary_versions")

    op.drop_table("audit")

    op.drop_table("assessments")
