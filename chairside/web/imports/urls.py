"""The addresses of Settings > Import."""

from django.urls import path

from chairside.web.imports import columns, deeds, error_file, pages

urlpatterns = [
    path("", pages.imports, name="imports"),
    path("<uuid:run_id>/", pages.import_run, name="import_run"),
    path("<uuid:run_id>/columns/", columns.import_columns, name="import_columns"),
    path("<uuid:run_id>/bringing/", deeds.bringing, name="import_bringing"),
    path("<uuid:run_id>/undoing/", deeds.undoing, name="import_undoing"),
    path("<uuid:run_id>/removal/", deeds.removal, name="import_removal"),
    path("<uuid:run_id>/problems.csv", error_file.problems, name="import_problems"),
]
