"""The one Django app of the house."""

from django.apps import AppConfig


class Chairside(AppConfig):
    """Text messaging between a dental office and its patients."""

    name = "chairside"
    verbose_name = "Chairside"
