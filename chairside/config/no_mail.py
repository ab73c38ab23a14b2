"""What stands in the place of a mail server while none is set: an email is not dropped in silence, it waits."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(BaseEmailBackend):
    """Takes no email, as a server that is away."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raise `ConnectionRefusedError`: nothing has left, and it may be tried again once a server is set."""
        raise ConnectionRefusedError("No mail server is set: see CHAIRSIDE_MAIL.")
