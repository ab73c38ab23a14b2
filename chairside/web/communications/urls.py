"""The addresses under a location's Patient Communications."""

from django.urls import path

from chairside.web.communications import outbox, pages, preview, recare_types

urlpatterns = [
    path("", pages.communications, name="communications"),
    path("new/", pages.new_communication, name="new_communication"),
    path("recare/", pages.recare, name="recare"),
    path("recare/new/", pages.new_recare, name="new_recare"),
    path("recare/types/", recare_types.recare_types, name="recare_types"),
    path("recare/types/new/", recare_types.new_recare_type, name="new_recare_type"),
    path("recare/types/<uuid:type_id>/", recare_types.recare_type, name="recare_type"),
    path("estatement/", pages.estatement, name="estatement"),
    path("estatement/new/", pages.new_estatement, name="new_estatement"),
    path("preview/", preview.preview, name="communication_preview"),
    path("forecast/", preview.forecast_of, name="communication_forecast"),
    path("samples/", preview.samples, name="communication_samples"),
    path("samples/<uuid:test_id>/", preview.sample, name="communication_sample"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("<uuid:communication_id>/", pages.communication, name="communication"),
    path("<uuid:communication_id>/activity/", pages.activity, name="communication_activity"),
    path("<uuid:communication_id>/removal/", pages.removal, name="communication_removal"),
]
