"""Whom a server's owner lets run the quiz."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.grants import CHANNEL, ROLE, USER, Overwrites, is_granted

GUILD, HERE, THERE, ME, STUDENT, TEACHER = 100, 200, 201, 300, 400, 401


@pytest.mark.parametrize(
    ("overwrites", "granted"),
    [
        ({}, False),
        ({(USER, ME): True}, True),
        ({(ROLE, TEACHER): True}, True),
        ({(ROLE, GUILD): True}, True),
        ({(ROLE, 402): True}, False),
        ({(USER, ME): False, (ROLE, TEACHER): True}, False),
        ({(USER, ME): True, (ROLE, TEACHER): False}, True),
        ({(ROLE, STUDENT): False, (ROLE, TEACHER): True}, True),
        ({(USER, ME): True, (CHANNEL, HERE): False}, False),
        ({(USER, ME): True, (CHANNEL, THERE): False}, True),
        ({(USER, ME): True, (CHANNEL, GUILD - 1): False}, False),
        ({(USER, ME): True, (CHANNEL, GUILD - 1): False, (CHANNEL, HERE): True}, True),
        ({(CHANNEL, HERE): True}, False),
    ],
)
def test_named_users_go_before_roles_and_channels_can_be_closed(
    overwrites: Overwrites, granted: bool
) -> None:
    assert is_granted(overwrites, GUILD, HERE, ME, [STUDENT, TEACHER]) is granted


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from([ROLE, USER, CHANNEL]), st.sampled_from([GUILD, HERE, ME, TEACHER])
        ),
        st.booleans(),
    )
)
def test_nobody_has_it_unless_they_or_a_role_of_theirs_are_named(overwrites: Overwrites) -> None:
    named = [(USER, ME), (ROLE, TEACHER), (ROLE, GUILD)]
    if is_granted(overwrites, GUILD, HERE, ME, [TEACHER]):
        assert any(overwrites.get(one) for one in named)
        assert overwrites.get((CHANNEL, HERE)) is not False
