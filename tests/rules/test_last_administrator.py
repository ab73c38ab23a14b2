"""The last administrator's rights cannot be taken, whichever way somebody tries."""

import pytest

from chairside.rules.last_administrator import Standing, administers, loses_the_last
from chairside.rules.rights import DEFAULT_ROLES, Right

BOTH = frozenset({Right.EDIT_USERS, Right.EDIT_ROLES})
BEN = Standing(True, frozenset(Right))
ANA = Standing(True, DEFAULT_ROLES["Receptionist"])
USERS_ONLY = Standing(True, BOTH - {Right.EDIT_ROLES})
ROLES_ONLY = Standing(True, BOTH - {Right.EDIT_USERS})
DISABLED = Standing(False, frozenset(Right))


@pytest.mark.parametrize(
    ("user", "does"),
    [
        (BEN, True),
        (Standing(True, BOTH), True),
        (ANA, False),
        (USERS_ONLY, False),
        (ROLES_ONLY, False),
        (DISABLED, False),
    ],
)
def test_it_takes_both_rights_and_being_let_in(user, does):
    assert administers(user) is does


@pytest.mark.parametrize(
    ("before", "after", "loses"),
    [
        ([BEN, ANA], [ANA], True),  # deleted
        ([BEN, ANA], [DISABLED, ANA], True),
        ([BEN, ANA], [USERS_ONLY, ANA], True),  # the role lost a right
        ([BEN], [USERS_ONLY, ROLES_ONLY], True),  # two who have half each are not one who has both
        ([BEN, BEN], [BEN, DISABLED], False),
        ([BEN], [ANA, Standing(True, BOTH)], False),  # handed over in one change
        ([ANA], [ANA], False),  # there was none before: nothing is lost, and mending stays possible
        ([], [], False),
    ],
)
def test_a_change_may_not_leave_nobody(before, after, loses):
    assert loses_the_last(before, after) is loses
