"""The addresses: nouns, with the location first."""

from django.urls import include, path

urlpatterns = [path("", include("chairside.web.urls"))]
