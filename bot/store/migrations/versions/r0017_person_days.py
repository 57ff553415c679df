"""Add what each person did in a channel on a date, summed up from the answers there are."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# Whose answers count where: a linked person's also in channels of their other workspaces.
FILL = """
    INSERT INTO person_days (channel, person, date, points, answers, studies)
    WITH counted AS (
        SELECT answers.channel, answers.member AS person, answers.question, answers.value,
            answers.is_study, answers.study_date, rounds.local_date, rounds.id AS round
        FROM answers JOIN rounds ON rounds.id = answers.round
        WHERE NOT is_void AND answers.member NOT IN (SELECT member FROM links)
        UNION ALL
        SELECT home.id, here.person, answers.question, answers.value,
            answers.is_study, answers.study_date, rounds.local_date, NULL
        FROM (
            SELECT DISTINCT answers.channel, links.person
            FROM links JOIN answers ON answers.member = links.member
        ) AS here
        JOIN channels AS home ON home.id = here.channel
        JOIN links ON links.person = here.person
        JOIN answers ON answers.member = links.member
        JOIN channels AS place ON place.id = answers.channel
            AND (place.id = home.id OR place.workspace <> home.workspace)
        JOIN rounds ON rounds.id = answers.round
        WHERE NOT is_void
    )
    SELECT channel, person, date, sum(points), sum(answers), sum(studies) FROM (
        SELECT channel, person, local_date AS date, max(value) AS points, count(*) AS answers,
            0 AS studies
        FROM counted GROUP BY channel, person, local_date, question, round
        UNION ALL
        SELECT channel, person, study_date, 0, 0, 1 FROM counted WHERE is_study
    ) AS every_answer
    GROUP BY channel, person, date
"""


def upgrade() -> None:
    op.create_table(
        "person_days",
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("studies", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("channel", "person", "date", name="pk_person_days"),
        sa.ForeignKeyConstraint(
            ["channel"], ["channels.id"], name="fk_person_days_channel_channels"
        ),
        sa.ForeignKeyConstraint(["person"], ["members.id"], name="fk_person_days_person_members"),
        sqlite_with_rowid=False,
    )
    op.execute(FILL)
    op.create_index(
        "ix_person_days_channel_date_answers_points",
        "person_days",
        ["channel", "date", "answers", "points"],
    )
    op.create_index("ix_person_days_person", "person_days", ["person"])
    op.create_index("ix_answers_member_channel_id", "answers", ["member", "channel", "id"])
    op.drop_index("ix_answers_member", "answers")


def downgrade() -> None:
    op.create_index("ix_answers_member", "answers", ["member"])
    op.drop_index("ix_answers_member_channel_id", "answers")
    op.drop_table("person_days")
