"""The addresses of a location's statements."""

from django.urls import path

from chairside.web.statements import batch, deeds, making, pages

urlpatterns = [
    path("", pages.statements, name="statements"),
    path("new/", making.new_statement, name="new_statement"),
    path("batch/", batch.statement_batch, name="statement_batch"),
    path("<uuid:statement_id>/", pages.statement, name="statement"),
    path("<uuid:statement_id>/statement.pdf", pages.statement_paper, name="statement_paper"),
    path("<uuid:statement_id>/sending/", deeds.sending, name="statement_sending"),
    path("<uuid:statement_id>/taking-back/", deeds.taking_back, name="statement_taking_back"),
]
