"""What keeping up a registration needs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "audit_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "seed", sa.String(), nullable=False, comment="Shown to nobody before the period is over"
        ),
        sa.Column("seed_hash", sa.String(), nullable=False),
        sa.Column("per_thousand", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_draw")),
        sa.UniqueConstraint("begins_on", name=op.f("uq_audit_draw_begins_on")),
    )
    op.create_table(
        "demo_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "offset_seconds",
            sa.Double(),
            nullable=False,
            comment="The scheme's time less the wall clock's",
        ),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column(
            "moving",
            sa.Boolean(),
            nullable=True,
            comment="True while it moves, else empty: so only one can",
        ),
        sa.Column("error", sa.Text(), nullable=False, comment="Why it stopped on the way"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_clock")),
        sa.UniqueConstraint("moving", name=op.f("uq_demo_clock_moving")),
    )
    op.create_table(
        "sweep_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "beat_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it last wrote down its counts",
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Empty for good if it died",
        ),
        sa.Column("due", sa.Integer(), nullable=False, comment="What was due when it began"),
        sa.Column(
            "fired", sa.Integer(), nullable=False, comment="Moved their case, or were gone already"
        ),
        sa.Column(
            "stuck", sa.Integer(), nullable=False, comment="Could not move their case, and wait"
        ),
        sa.Column("stopped", sa.Boolean(), nullable=False, comment="Ended by the stop switch"),
        sa.Column(
            "error", sa.Text(), nullable=False, comment="Kind and place of the last, no text"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_run")),
    )
    op.create_table(
        "interim_cover",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "folded",
            sa.String(),
            nullable=False,
            comment="Name and organisation, for the public search",
        ),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("stated_by", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_interim_cover_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_interim_cover_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["stated_by"], ["user.id"], name=op.f("fk_interim_cover_stated_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_cover")),
    )
    with op.batch_alter_table("interim_cover", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interim_cover_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_interim_cover_state"), ["state"], unique=False)

    op.create_table(
        "organisation_merge",
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column(
            "total", sa.Integer(), nullable=False, comment="To be carried over, when it began"
        ),
        sa.Column("carried", sa.Integer(), nullable=False, comment="Carried over so far"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["user.id"], name=op.f("fk_organisation_merge_planned_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_organisation_merge_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_merge_successor_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
    )
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_merge_state"), ["state"], unique=False)

    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "recorded_by_id",
            sa.Integer(),
            nullable=True,
            comment="Empty when it was recorded at the command line",
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_outage_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_outage_recorded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_table(
        "sweep_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_sweep_switch_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_switch")),
    )
    op.create_table(
        "merged_organisation",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"],
            ["organisation_merge.id"],
            name=op.f("fk_merged_organisation_merge_id_organisation_merge"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_merged_organisation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("merge_id", "organisation_id", name=op.f("pk_merged_organisation")),
    )
    op.create_table(
        "appointment",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("host", sa.Boolean(), nullable=False, comment="The one the public entry shows"),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True, comment="Empty where nobody speaks for it"),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, comment="Why the employer disputes it"),
        sa.Column("by_statement", sa.Boolean(), nullable=False, comment="Confirmed on joining"),
        sa.Column("reference_due_on", sa.Date(), nullable=True, comment="The leaver's reference"),
        sa.Column("reference_written_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user.id"], name=op.f("fk_appointment_answered_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_appointment_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_appointment_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_appointment_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointment_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_appointment_host",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("host AND state <> 'ended'"),
            postgresql_where=sa.text("host AND state <> 'ended'"),
        )

    op.create_table(
        "attestation",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "year",
            sa.Integer(),
            nullable=False,
            comment="Counted from the first registration, from 1",
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "first_due_on",
            sa.Date(),
            nullable=False,
            comment="As it stood before it was ever moved",
        ),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_attestation_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_attestation_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation")),
        sa.UniqueConstraint(
            "registration_id", "year", name=op.f("uq_attestation_registration_id_year")
        ),
    )
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attestation_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_attestation_owed",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('scheduled', 'open')"),
            postgresql_where=sa.text("state IN ('scheduled', 'open')"),
        )

    op.create_table(
        "name_request",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("new_name", sa.String(), nullable=False),
        sa.Column(
            "shown_how",
            sa.String(),
            nullable=False,
            comment="How the person would like to show evidence",
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_name_request_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_name_request_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_request")),
    )
    with op.batch_alter_table("name_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_name_request_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_name_request_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_name_request_open",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "revalidation",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "cycle",
            sa.Integer(),
            nullable=False,
            comment="Counted from the first registration, from 1",
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "first_due_on",
            sa.Date(),
            nullable=False,
            comment="As it stood before it was ever moved",
        ),
        sa.Column(
            "lot_code",
            sa.String(),
            nullable=False,
            comment="Known to the registrant; the draw reads it",
        ),
        sa.Column("confirmer_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "proposed_to", sa.Date(), nullable=True, comment="The date of a recommended deferral"
        ),
        sa.Column(
            "proposed_code", sa.String(), nullable=False, comment="A key of DEFERRAL_REASONS"
        ),
        sa.Column(
            "proposed_lacking", sa.String(), nullable=False, comment="A key of EVIDENCE_LACKING"
        ),
        sa.Column("warnings", sa.Integer(), nullable=False, comment="Written, and on record"),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("asked_more", sa.Text(), nullable=False, comment="What an audit asked for"),
        sa.Column("plan_until", sa.Date(), nullable=True),
        sa.Column("remediation", sa.Text(), nullable=False, comment="The plan agreed"),
        sa.Column("proposal", sa.Text(), nullable=False, comment="Why not to revalidate"),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("response", sa.Text(), nullable=False, comment="What the person answered"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmer_id"], ["user.id"], name=op.f("fk_revalidation_confirmer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_revalidation_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["user.id"], name=op.f("fk_revalidation_proposed_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_revalidation_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revalidation")),
    )
    with op.batch_alter_table("revalidation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_revalidation_confirmer_id"), ["confirmer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_revalidation_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_revalidation_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_revalidation_owed",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('scheduled', 'open', 'with_confirmer', 'submitted', 'audit', 'more_evidence', 'remediation', 'representations')"
            ),
            postgresql_where=sa.text(
                "state IN ('scheduled', 'open', 'with_confirmer', 'submitted', 'audit', 'more_evidence', 'remediation', 'representations')"
            ),
        )

    op.create_table(
        "attestation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attestation_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column(
            "values",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attestation_id"],
            ["attestation.id"],
            name=op.f("fk_attestation_answer_attestation_id_attestation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestation_answer")),
        sa.UniqueConstraint(
            "attestation_id", "section", name=op.f("uq_attestation_answer_attestation_id_section")
        ),
    )
    op.create_table(
        "concern",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "about", sa.String(), nullable=False, comment="A number or a name, as it was typed"
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("not_by", sa.String(), nullable=False, comment="Who of us should not see it"),
        sa.Column(
            "from_name", sa.String(), nullable=False, comment="Empty when nobody gave a name"
        ),
        sa.Column("from_email", sa.String(), nullable=False),
        sa.Column(
            "raised_by",
            sa.Integer(),
            nullable=True,
            comment="A registrar who wrote it down; empty for the public",
        ),
        sa.Column(
            "registration_id", sa.Integer(), nullable=True, comment="Whom it is about, once found"
        ),
        sa.Column(
            "aside",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
            comment="Users who stood aside",
        ),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.Column("hold_until", sa.Date(), nullable=True, comment="The last day of the hold"),
        sa.Column("renewal_asked_by", sa.Integer(), nullable=True),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_concern_hold_id_hold")),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_concern_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["user.id"], name=op.f("fk_concern_raised_by_user")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_concern_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["renewal_asked_by"], ["user.id"], name=op.f("fk_concern_renewal_asked_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("reference", name=op.f("uq_concern_reference")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_concern_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_concern_state"), ["state"], unique=False)

    op.create_table(
        "confirmation",
        sa.Column("attestation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "level", sa.String(), nullable=False, comment="Whose desk it lies on: chair, deputy ..."
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("why_not", sa.String(), nullable=False, comment="A key of confirmation.WHY_NOT"),
        sa.Column("words", sa.Text(), nullable=False, comment="What the employer wrote"),
        sa.Column("reply", sa.Text(), nullable=False, comment="What the registrant replied"),
        sa.Column(
            "prepared", sa.String(), nullable=False, comment="The answer that a secretary prepared"
        ),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column(
            "not_in_line",
            sa.Boolean(),
            nullable=False,
            comment="Whoever answers declared not to report to the registrant",
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, comment="Written by casework.fire only"),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the case came into its state",
        ),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the last step was taken",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user.id"], name=op.f("fk_confirmation_answered_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["attestation_id"],
            ["attestation.id"],
            name=op.f("fk_confirmation_attestation_id_attestation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_confirmation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["policy_version"],
            ["policy_version.version"],
            name=op.f("fk_confirmation_policy_version_policy_version"),
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by"], ["user.id"], name=op.f("fk_confirmation_prepared_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("attestation_id", name=op.f("uq_confirmation_attestation_id")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_confirmation_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_confirmation_state"), ["state"], unique=False)

    op.create_table(
        "portfolio_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revalidation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "values",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["revalidation_id"],
            ["revalidation.id"],
            name=op.f("fk_portfolio_item_revalidation_id_revalidation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_item")),
    )
    with op.batch_alter_table("portfolio_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_portfolio_item_revalidation_id"), ["revalidation_id"], unique=False
        )

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revalidation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="confirm, defer or non_engagement"),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("defer_to", sa.Date(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("lacking", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False, comment="The step that decided it"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user.id"], name=op.f("fk_recommendation_decided_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user.id"], name=op.f("fk_recommendation_made_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["revalidation_id"],
            ["revalidation.id"],
            name=op.f("fk_recommendation_revalidation_id_revalidation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_revalidation_id"), ["revalidation_id"], unique=False
        )
        batch_op.create_index(
            "uq_recommendation_open",
            ["revalidation_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "portfolio_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["portfolio_item.id"],
            name=op.f("fk_portfolio_file_item_id_portfolio_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_file")),
    )
    with op.batch_alter_table("portfolio_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_file_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_portfolio_file_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="matter", nullable=False))
        batch_op.add_column(
            sa.Column(
                "ends_on", sa.Date(), nullable=True, comment="Planned; a hold for a matter has none"
            )
        )
        batch_op.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_hold_entered_by_user"), "user", ["entered_by"], ["id"]
        )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(), server_default="email", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "bounced_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="It came back after all",
            )
        )
        batch_op.add_column(
            sa.Column(
                "bounce",
                sa.String(),
                server_default="",
                nullable=False,
                comment="hard or soft, when it came back",
            )
        )
        batch_op.add_column(
            sa.Column(
                "delayed_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="A server said: not there yet",
            )
        )
        batch_op.add_column(
            sa.Column(
                "delivered_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="A server said: delivered",
            )
        )
        batch_op.add_column(
            sa.Column("posted_on", sa.Date(), nullable=True, comment="A letter went to the post")
        )
        batch_op.add_column(sa.Column("posted_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_posted_by_user"), "user", ["posted_by"], ["id"]
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "late_until", sa.Date(), nullable=True, comment="The last day of being late in time"
            )
        )
        batch_op.add_column(
            sa.Column(
                "looked_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="A registrar looked at the lapse",
            )
        )
        batch_op.add_column(sa.Column("looked_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "contact_name",
                sa.String(),
                server_default="",
                nullable=False,
                comment="Copied in from day -30",
            )
        )
        batch_op.add_column(
            sa.Column("contact_email", sa.String(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "calendar_nonce",
                sa.String(),
                server_default="",
                nullable=False,
                comment="Empty: no calendar is shared",
            )
        )
        batch_op.add_column(sa.Column("death_reported_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("unreachable_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("unreachable_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_unreachable_by_user"), "user", ["unreachable_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_looked_by_user"), "user", ["looked_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_death_reported_by_user"),
            "user",
            ["death_reported_by"],
            ["id"],
        )

    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "claimed_by", sa.Integer(), nullable=True, comment="The sweep that has it in hand"
            )
        )
        batch_op.add_column(
            sa.Column(
                "claimed_until",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Then another sweep may take it",
            )
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "address_confirmed_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="When the person last said that mail to the address arrives",
            )
        )

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("uq_registration_current")
        batch_op.create_index(
            "uq_registration_current",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('new', 'active', 'late')"),
            postgresql_where=sa.text("state IN ('new', 'active', 'late')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index("uq_registration_current")
        batch_op.create_index(
            "uq_registration_current",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('new', 'active')"),
            postgresql_where=sa.text("state IN ('new', 'active')"),
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("address_confirmed_at")

    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.drop_column("claimed_until")
        batch_op.drop_column("claimed_by")

    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_registration_death_reported_by_user"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_registration_looked_by_user"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_registration_unreachable_by_user"), type_="foreignkey"
        )
        batch_op.drop_column("unreachable_by")
        batch_op.drop_column("unreachable_since")
        batch_op.drop_column("death_reported_by")
        batch_op.drop_column("calendar_nonce")
        batch_op.drop_column("contact_email")
        batch_op.drop_column("contact_name")
        batch_op.drop_column("looked_by")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("late_until")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notice_posted_by_user"), type_="foreignkey")
        batch_op.drop_column("posted_by")
        batch_op.drop_column("posted_on")
        batch_op.drop_column("delivered_at")
        batch_op.drop_column("delayed_at")
        batch_op.drop_column("bounce")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("channel")

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_hold_entered_by_user"), type_="foreignkey")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("kind")

    with op.batch_alter_table("portfolio_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portfolio_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_portfolio_file_item_id"))

    op.drop_table("portfolio_file")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recommendation_open",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_recommendation_revalidation_id"))

    op.drop_table("recommendation")
    with op.batch_alter_table("portfolio_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portfolio_item_revalidation_id"))

    op.drop_table("portfolio_item")
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_state"))
        batch_op.drop_index(batch_op.f("ix_confirmation_organisation_id"))

    op.drop_table("confirmation")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_state"))
        batch_op.drop_index(batch_op.f("ix_concern_registration_id"))

    op.drop_table("concern")
    op.drop_table("attestation_answer")
    with op.batch_alter_table("revalidation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_revalidation_owed",
            sqlite_where=sa.text(
                "state IN ('scheduled', 'open', 'with_confirmer', 'submitted', 'audit', 'more_evidence', 'remediation', 'representations')"
            ),
            postgresql_where=sa.text(
                "state IN ('scheduled', 'open', 'with_confirmer', 'submitted', 'audit', 'more_evidence', 'remediation', 'representations')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_revalidation_state"))
        batch_op.drop_index(batch_op.f("ix_revalidation_registration_id"))
        batch_op.drop_index(batch_op.f("ix_revalidation_confirmer_id"))

    op.drop_table("revalidation")
    with op.batch_alter_table("name_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_name_request_open",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
        batch_op.drop_index(batch_op.f("ix_name_request_state"))
        batch_op.drop_index(batch_op.f("ix_name_request_registration_id"))

    op.drop_table("name_request")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attestation_owed",
            sqlite_where=sa.text("state IN ('scheduled', 'open')"),
            postgresql_where=sa.text("state IN ('scheduled', 'open')"),
        )
        batch_op.drop_index(batch_op.f("ix_attestation_state"))

    op.drop_table("attestation")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_host",
            sqlite_where=sa.text("host AND state <> 'ended'"),
            postgresql_where=sa.text("host AND state <> 'ended'"),
        )
        batch_op.drop_index(batch_op.f("ix_appointment_state"))
        batch_op.drop_index(batch_op.f("ix_appointment_registration_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_organisation_id"))

    op.drop_table("appointment")
    op.drop_table("merged_organisation")
    op.drop_table("sweep_switch")
    op.drop_table("outage")
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_merge_state"))

    op.drop_table("organisation_merge")
    with op.batch_alter_table("interim_cover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interim_cover_state"))
        batch_op.drop_index(batch_op.f("ix_interim_cover_organisation_id"))

    op.drop_table("interim_cover")
    op.drop_table("sweep_run")
    op.drop_table("demo_clock")
    op.drop_table("audit_draw")
