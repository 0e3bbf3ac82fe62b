"""Paper that the worker makes of applications, and proof of what was erased"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('application_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('movement_id', sa.Integer(), nullable=False),
    sa.Column('template_version', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('made_at', WHEN, nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_application_paper_application_id_application')),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_application_paper_movement_id_movement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_paper')),
    sa.UniqueConstraint('movement_id', name=op.f('uq_application_paper_movement_id'))
    )
    op.create_index('ix_application_paper_application_id', 'application_paper', ['application_id'], unique=False)
    op.create_index('ix_application_paper_sha256', 'application_paper', ['sha256'], unique=False)
    op.create_table('loose_file',
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('let_go_at', WHEN, nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_loose_file'))
    )
    op.create_table('erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=False, comment='contents or note'),
    sa.Column('why', sa.Text(), nullable=False, comment='The promise that was kept, naming nobody'),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False, comment='How many rows of each kind'),
    sa.Column('at', WHEN, nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_erasure_application_id_application')),
    sa.ForeignKeyConstraint(['policy_version'], ['policy_version.version'], name=op.f('fk_erasure_policy_version_policy_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    sa.UniqueConstraint('application_id', 'what', name=op.f('uq_erasure_application_id_what'))
    )
    op.create_index('ix_document_sha256', 'document', ['sha256'], unique=False)
    op.add_column('application', sa.Column('erased_at', WHEN, nullable=True, comment='Nothing is left but the reference and the dates, and nobody finds the case'))


def downgrade() -> None:
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_column('erased_at')
    op.drop_index('ix_document_sha256', table_name='document')
    op.drop_table('erasure')
    op.drop_table('loose_file')
    op.drop_table('application_paper')
