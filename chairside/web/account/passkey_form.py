"""The form that brings a new passkey."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Takes what the browser sends; what is no passkey is refused like one that cannot be checked."""

    def clean(self) -> dict[str, Any]:
        try:
            checked: dict[str, Any] = super().clean()
        except (ValueError, KeyError, AttributeError):
            raise get_adapter().validation_error("incorrect_code") from None
        return checked
