"""A browser of somebody's, without a browser."""

import pytest
import time_machine
from django.test import Client

from tests.cast import NOW

BACKEND = "chairside.web.accounts.PracticeSignIn"


@pytest.fixture
def as_user():
    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def ben(cast, as_user):
    """The manager's browser."""
    return as_user(cast.ben)


@pytest.fixture
def ana(cast, as_user):
    """The front desk's browser."""
    return as_user(cast.ana)


@pytest.fixture
def time_machine_at_now():
    """Let it be the moment at which the cast lives."""
    with time_machine.travel(NOW, tick=False):
        yield
