"""Without a mail server an email waits: nothing says that it was sent."""

import pytest
from django.core.mail import EmailMessage


def test_an_email_is_refused_and_not_dropped(settings):
    settings.MAILERS = {"default": {"BACKEND": "chairside.config.no_mail.NoMailServer"}}
    with pytest.raises(ConnectionRefusedError, match="CHAIRSIDE_MAIL"):
        EmailMessage("Your statement", "", to=["ken@example.com"]).send()
