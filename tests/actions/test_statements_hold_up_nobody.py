"""While statements are sent, texts come in all the same."""

import threading

import pytest
from django.db import connections, transaction

from chairside.actions.statements.send_statements import send_statements
from tests.actions.statements import estatement, guarantor, made
from tests.cast import NOW, knock, receive


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_statements_keeps_no_text_waiting(live_cast):
    cast = live_cast
    estatement(cast)
    one = made(cast, guarantor(cast))
    cast.person("Mia Paz", "+13125550133")
    done = []

    def come_in():
        done.append(receive(knock("+13125550133", "Hello")))
        connections.close_all()

    with transaction.atomic():
        send_statements([one], by=cast.ben, now=NOW)
        thread = threading.Thread(target=come_in)
        thread.start()
        thread.join(3)
        blocked = thread.is_alive()
    thread.join(10)
    assert not blocked
