"""Extend the store for sign-in, queues and learning"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collect_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("beat_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("finished_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("step", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("collect_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collect_job_site"), ["site"], unique=False)
        batch_op.create_index(batch_op.f("ix_collect_job_status"), ["status"], unique=False)

    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "reader_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("month", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("about", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("measure", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.Column("after", sa.Float(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("noticed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("reader_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reader_notice_kind"), ["kind"], unique=False)

    op.create_table(
        "tdm_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["user_account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["site"],
            ["site.name"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tdm_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tdm_decision_site"), ["site"], unique=False)

    op.create_table(
        "teaching_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ad_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("indicator", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("quote_masked", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ad_id"], ["ad.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("teaching_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teaching_text_ad_id"), ["ad_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_text_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_text_review_id"), ["review_id"], unique=False)

    op.create_table(
        "text_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ad_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("indicator", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["ad_id"], ["ad.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("text_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_judgement_ad_id"), ["ad_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_judgement_review_id"), ["review_id"], unique=False)

    with op.batch_alter_table("ad", schema=None) as batch_op:
        batch_op.create_index("ix_ad_live_at_place", ["contact_point_id", "gone_at", "last_seen"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_own_acts", ["user_id", "act", "at"], unique=False)

    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("crawl_pass", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ads_listed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("beat_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("begun_by", sqlmodel.sql.sqltypes.AutoString(), server_default="command", nullable=False)
        )

    with op.batch_alter_table("level_decision", schema=None) as batch_op:
        batch_op.create_index("ix_level_decision_open", ["contact_point_id", "undone_at"], unique=False)
        batch_op.create_index("ix_level_decision_own", ["user_id", "decided_at"], unique=False)

    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index("ix_mark_own", ["user_id", "made_at"], unique=False)

    with op.batch_alter_table("page_memory", schema=None) as batch_op:
        batch_op.add_column(sa.Column("body_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("route", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_label", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("end_lat", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("end_lon", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column("times_estimated", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
        )

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("schedule", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("facts", sa.JSON(), nullable=True))

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("recovery_hashes", sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("awaits", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("proven_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_column("proven_at")
        batch_op.drop_column("awaits")

    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_column("recovery_hashes")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp_since")
        batch_op.drop_column("totp_sealed")

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_column("facts")
        batch_op.drop_column("schedule")

    with op.batch_alter_table("route", schema=None) as batch_op:
        batch_op.drop_column("times_estimated")
        batch_op.drop_column("end_lon")
        batch_op.drop_column("end_lat")
        batch_op.drop_column("end_label")

    with op.batch_alter_table("page_memory", schema=None) as batch_op:
        batch_op.drop_column("body_hash")

    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_own")

    with op.batch_alter_table("level_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_level_decision_own")
        batch_op.drop_index("ix_level_decision_open")

    with op.batch_alter_table("crawl_pass", schema=None) as batch_op:
        batch_op.drop_column("begun_by")
        batch_op.drop_column("beat_at")
        batch_op.drop_column("ads_listed")

    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.drop_column("changed_at")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_own_acts")

    with op.batch_alter_table("ad", schema=None) as batch_op:
        batch_op.drop_index("ix_ad_live_at_place")

    with op.batch_alter_table("text_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_judgement_review_id"))
        batch_op.drop_index(batch_op.f("ix_text_judgement_ad_id"))

    op.drop_table("text_judgement")
    with op.batch_alter_table("teaching_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_text_review_id"))
        batch_op.drop_index(batch_op.f("ix_teaching_text_day"))
        batch_op.drop_index(batch_op.f("ix_teaching_text_ad_id"))

    op.drop_table("teaching_text")
    with op.batch_alter_table("tdm_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tdm_decision_site"))

    op.drop_table("tdm_decision")
    with op.batch_alter_table("reader_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reader_notice_kind"))

    op.drop_table("reader_notice")
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_request_asked_at"))

    op.drop_table("data_request")
    with op.batch_alter_table("collect_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collect_job_status"))
        batch_op.drop_index(batch_op.f("ix_collect_job_site"))

    op.drop_table("collect_job")
