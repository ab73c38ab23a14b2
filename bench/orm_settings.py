"""The program's settings, with one view and no middleware."""

from chairside.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.orm_view"
INSTALLED_APPS = ["chairside", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.postgres"]
MIDDLEWARE = []
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
