"""What keeping up a registration needs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint("attestation_id", name=op.f("uq_confirmation_attestation_id")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_confirmation_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_confirmation_state"), ["state"], unique=False)

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
            sa.Column("posted_on", sa.Date(), nullable=True, comment="A letter went to the post")
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
        batch_op.drop_column("contact_email")
        batch_op.drop_column("contact_name")
        batch_op.drop_column("looked_by")
        batch_op.drop_column("looked_at")
        batch_op.drop_column("late_until")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("posted_on")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("channel")

    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_hold_entered_by_user"), type_="foreignkey")
        batch_op.drop_column("entered_by")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("kind")

    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_state"))
        batch_op.drop_index(batch_op.f("ix_confirmation_organisation_id"))

    op.drop_table("confirmation")
    op.drop_table("attestation_answer")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attestation_owed",
            sqlite_where=sa.text("state IN ('scheduled', 'open')"),
            postgresql_where=sa.text("state IN ('scheduled', 'open')"),
        )
        batch_op.drop_index(batch_op.f("ix_attestation_state"))

    op.drop_table("attestation")
