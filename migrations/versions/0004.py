"""What a check asks of the applicant, and the answer"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('check_query',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False, comment='The last London day that is in time'),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_check_query_asked_by_user')),
    sa.ForeignKeyConstraint(['check_id'], ['fit_check.id'], name=op.f('fk_check_query_check_id_fit_check')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_query'))
    )
    op.create_index('ix_check_query_check_id', 'check_query', ['check_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_check_query_check_id', table_name='check_query')
    op.drop_table('check_query')
