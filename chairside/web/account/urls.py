"""The addresses of a user's own account; allauth finds them by its own names."""

from allauth.account.views import AccountInactiveView, LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.urls import path
from django.utils.translation import gettext_noop
from django.views.generic import RedirectView

from chairside.web.account import sessions, welcome
from chairside.web.account.office import in_the_office
from chairside.web.presence import presence
from chairside.web.safe_headers import forgotten

urlpatterns = [
    path("sign-in/", LoginView.as_view(), name="account_login"),
    path("sign-in/second-factor/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", LoginWebAuthnView.as_view(), name="mfa_login_webauthn"),
    path("sign-in/disabled/", AccountInactiveView.as_view(), name="account_inactive"),
    path("sign-out/", forgotten(LogoutView.as_view()), name="account_logout"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/", welcome.open_link, name="welcome_link"),
    path("presence/", presence, name="presence"),
    path("account/security/", in_the_office(IndexView), name="mfa_index"),
    path(
        "account/security/app/",
        in_the_office(
            ActivateTOTPView,
            deed="set up an authenticator app",
            said=gettext_noop("The authenticator app is set up. From now on sign-in asks for its code."),
        ),
        name="mfa_activate_totp",
    ),
    path(
        "account/security/app/removal/",
        in_the_office(
            DeactivateTOTPView,
            deed="removed an authenticator app",
            said=gettext_noop("The authenticator app is removed."),
        ),
        name="mfa_deactivate_totp",
    ),
    path("account/security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(
        "account/security/passkeys/new/",
        in_the_office(AddWebAuthnView, deed="added a passkey", said=gettext_noop("The passkey is added.")),
        name="mfa_add_webauthn",
    ),
    path(
        "account/security/passkeys/<int:pk>/",
        in_the_office(EditWebAuthnView, said=gettext_noop("The passkey has a new name.")),
        name="mfa_edit_webauthn",
    ),
    path(
        "account/security/passkeys/<int:pk>/removal/",
        in_the_office(RemoveWebAuthnView, deed="removed a passkey", said=gettext_noop("The passkey is removed.")),
        name="mfa_remove_webauthn",
    ),
    path("account/security/recovery-codes/", in_the_office(ViewRecoveryCodesView), name="mfa_view_recovery_codes"),
    path(
        "account/security/recovery-codes/new/",
        in_the_office(GenerateRecoveryCodesView, deed="made new recovery codes"),
        name="mfa_generate_recovery_codes",
    ),
    path("account/security/sessions/", sessions.Sessions.as_view(), name="usersessions_list"),
    path("account/security/sessions/<int:session_id>/", sessions.end_session, name="end_session"),
    path(
        "account/password/",
        in_the_office(PasswordChangeView, deed="changed the password", said=gettext_noop("Your password was changed.")),
        name="account_change_password",
    ),
    path("account/confirm/", in_the_office(ReauthenticateView), name="account_reauthenticate"),
    path("account/confirm/code/", in_the_office(ReauthenticateByCodeView), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", in_the_office(ReauthenticateWebAuthnView), name="mfa_reauthenticate_webauthn"),
]
