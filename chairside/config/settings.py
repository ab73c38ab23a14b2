"""Django's settings, made from the environment (see environment.py for what an office sets)."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from django.utils.csp import CSP

from chairside.config.environment import MailFolder, MailServer, read_environment
from chairside.config.fingerprint import fingerprint

given = cast("dict[str, Any]", read_environment())
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = given["CHAIRSIDE_SECRET_KEY"]
DEBUG = False
PUBLIC_URL: str = given["CHAIRSIDE_PUBLIC_URL"]
CARRIER_URL: str = given["CHAIRSIDE_CARRIER_URL"]
SPOOL: Path = given["CHAIRSIDE_SPOOL"]
SPOOL_BYTES: int = given["CHAIRSIDE_SPOOL_MEGABYTES"] * 1024 * 1024
BACKUPS: Path | None = given["CHAIRSIDE_BACKUPS"]
DEMO: bool = given["CHAIRSIDE_DEMO"]
METRICS_TOKEN: str = given["CHAIRSIDE_METRICS_TOKEN"]
MAIL: MailServer | MailFolder | None = given["CHAIRSIDE_MAIL"]
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [cast("str", urlsplit(PUBLIC_URL).hostname), *given["CHAIRSIDE_ALLOWED_HOSTS"]]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

MAILS = MAIL is not None
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "chairside.config.no_mail.NoMailServer"}}
DEFAULT_FROM_EMAIL: str = given["CHAIRSIDE_MAIL_FROM"] or f"statements@{urlsplit(PUBLIC_URL).hostname}"
if isinstance(MAIL, MailFolder):
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(MAIL.path)},
    }
elif MAIL is not None:
    MAILERS["default"] = {
        "OPTIONS": {
            "host": MAIL.host,
            "port": MAIL.port,
            "username": MAIL.user,
            "password": MAIL.password,
            "use_tls": MAIL.security == "starttls",
            "use_ssl": MAIL.security == "tls",
            "timeout": 20,  # seconds
        }
    }

INSTALLED_APPS = [
    "chairside",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chairside.web.gate.SignInRequired",
    "chairside.web.presence.StillThere",
    "chairside.web.only_forms.OnlyForms",
]

ROOT_URLCONF = "chairside.config.urls"
ASGI_APPLICATION = "chairside.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A pool instead of CONN_MAX_AGE: under ASGI a kept connection would leak with every thread.
DATABASES = {
    "default": {
        **given["DATABASE_URL"],
        "CONN_MAX_AGE": 0,
        # a page after a restart of the database gets a connection that works
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **given["DATABASE_URL"].get("OPTIONS", {}),
            "pool": {
                "min_size": 1,
                "max_size": given["CHAIRSIDE_DATABASE_CONNECTIONS"],
                "timeout": 10,
            },
            "application_name": "chairside",
            # of prepared questions (models/prepared.py): the database plans each once for a connection
            "prepare_threshold": 2,
        },
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "chairside.web.drawing.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    # allauth draws what we do not: mail texts and its inner fragments
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

AUTH_USER_MODEL = "chairside.User"
AUTHENTICATION_BACKENDS = ["chairside.web.accounts.PracticeSignIn"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "chairside.web.accounts.PracticeAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# A whole office signs in at eight o'clock from one address; guessing is held by the second limit.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "10/m/ip,5/5m/key", "statement_link": "30/m/ip"}
MFA_ADAPTER = "chairside.web.accounts.PracticeSecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {"add_webauthn": "chairside.web.account.passkey_form.AddPasskeyForm"}
MFA_TOTP_ISSUER = "Chairside"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0

# The longest that an organization may allow; what it does allow is asked with each request (web/presence.py).
SESSION_ENGINE = "chairside.web.session_store"
SESSION_COOKIE_AGE = int(timedelta(hours=24).total_seconds())
SESSION_COOKIE_NAME = "__Host-chairside" if IS_HTTPS else "chairside"
CSRF_COOKIE_NAME = "__Host-chairside-csrf" if IS_HTTPS else "chairside-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# The address of every static file changes when any of them changes: browsers may keep them for ever.
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_URL = f"/static/{fingerprint(STATICFILES_DIRS[0])}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = int(timedelta(days=365).total_seconds())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Django's own request log lines carry paths with ids only; nothing may log a body, a name or a number.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "chairside.config.logs.Discreet",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": given["CHAIRSIDE_LOG_LEVEL"]},
    "loggers": {
        "twilio": {"level": logging.CRITICAL, "propagate": False},
        "django.db.backends": {"level": "INFO"},
        "psycopg": {"level": "WARNING"},
        "aiohttp": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
