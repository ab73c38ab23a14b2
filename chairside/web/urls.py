"""The addresses of the pages: nouns, the location first."""

from allauth.account.views import LoginView, LogoutView
from django.urls import path

from chairside.web import composer, emojis, finder, home, inbox, threads

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", LoginView.as_view(), name="account_login"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
    path("writing/", composer.writing, name="writing"),
    path("emojis/<str:version>.json", emojis.emojis, name="emojis"),
    path("locations/<uuid:location_id>/inbox/", inbox.inbox, name="inbox"),
    path("locations/<uuid:location_id>/inbox/rows/", inbox.rows, name="rows"),
    path("locations/<uuid:location_id>/inbox/changes/", inbox.changes, name="changes"),
    path("locations/<uuid:location_id>/patients/", finder.patients, name="patients"),
    path("locations/<uuid:location_id>/contacts/<uuid:patient_id>/", finder.contact, name="contact"),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/", threads.thread, name="thread"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/",
        threads.messages,
        name="messages",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/reading/",
        threads.reading,
        name="reading",
    ),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/draft/", composer.draft, name="draft"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/again/",
        threads.again,
        name="again",
    ),
]
