"""The addresses of the pages: nouns, the location first."""

from django.urls import include, path

from chairside.web import (
    composer,
    emojis,
    finder,
    handling,
    home,
    inbox,
    notices,
    pictures,
    quick_replies,
    scheduled,
    search,
    tasks,
    threads,
)
from chairside.web.communications import campaign, campaign_outcome, campaigns
from chairside.web.patients import basic, preferences, records, related
from chairside.web.patients import statements as patient_statements
from chairside.web.reports import audit_log, communications
from chairside.web.schedule import appointments, calendar, notifications, tracker
from chairside.web.settings import after_hours
from chairside.web.settings import location as location_pages
from chairside.web.settings import quick_replies as quick_reply_pages
from chairside.web.statements import link as statement_links

CAMPAIGNS = [
    path(f"locations/<uuid:location_id>/settings/communications/campaigns/{address}", view, name=name)
    for address, view, name in (
        ("", campaigns.campaigns, "campaigns"),
        ("new/", campaigns.new_campaign, "new_campaign"),
        ("count/", campaigns.campaign_count, "campaign_count"),
        ("<uuid:campaign_id>/", campaign.campaign, "campaign"),
        ("<uuid:campaign_id>/start/", campaign.campaign_start, "campaign_start"),
        ("<uuid:campaign_id>/course/", campaign.campaign_course, "campaign_course"),
        ("<uuid:campaign_id>/sample/", campaign.campaign_sample, "campaign_sample"),
        ("<uuid:campaign_id>/figures/", campaign_outcome.campaign_figures, "campaign_figures"),
        ("<uuid:campaign_id>/recipients/", campaign_outcome.campaign_recipients, "campaign_recipients"),
    )
]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("chairside.web.account.urls")),
    path("locations/<uuid:location_id>/settings/", include("chairside.web.users.urls")),
    path("locations/<uuid:location_id>/settings/import/", include("chairside.web.imports.urls")),
    path("locations/<uuid:location_id>/settings/communications/", include("chairside.web.communications.urls")),
    path("s/<str:secret>/", statement_links.statement_link, name="statement_link"),
    path("s/<str:secret>/statement.pdf", statement_links.statement_file, name="statement_file"),
    path("locations/<uuid:location_id>/statements/", include("chairside.web.statements.urls")),
    path("writing/", composer.writing, name="writing"),
    path("emojis/<str:version>.json", emojis.emojis, name="emojis"),
    path("locations/<uuid:location_id>/", home.location_home, name="location"),
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
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/assignment/", handling.assignment, name="assignment"),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/snooze/", handling.snooze, name="snooze"),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/done/", handling.finish, name="done"),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/notes/", handling.notes, name="notes"),
    path("locations/<uuid:location_id>/threads/<uuid:thread_id>/scheduled/", scheduled.scheduled, name="scheduled"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/scheduled/<uuid:scheduled_id>/",
        scheduled.one,
        name="scheduled_one",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/scheduled/<uuid:scheduled_id>/departure/",
        scheduled.departure,
        name="scheduled_departure",
    ),
    path("locations/<uuid:location_id>/tasks/", tasks.tasks, name="tasks"),
    path("locations/<uuid:location_id>/tasks/count/", tasks.count, name="task_count"),
    path("locations/<uuid:location_id>/tasks/<uuid:task_id>/done/", tasks.done, name="task_done"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/call-back/",
        tasks.call_back,
        name="call_back",
    ),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:notice_id>/", notices.notice, name="notice_seen"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/again/",
        threads.again,
        name="again",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/pictures/<uuid:picture_id>/",
        pictures.picture,
        name="picture",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/pictures/<uuid:picture_id>/small/",
        pictures.thumbnail,
        name="thumbnail",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/done/",
        threads.done,
        name="done",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/looks/",
        threads.looks,
        name="looks",
    ),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/messages/<uuid:message_id>/hold/",
        threads.hold,
        name="hold",
    ),
    path("panel/", tracker.panel, name="panel"),
    path("locations/<uuid:location_id>/search/", search.search, name="search"),
    path("locations/<uuid:location_id>/tracker/", tracker.tracker, name="tracker"),
    path("locations/<uuid:location_id>/notifications/", notifications.notifications, name="notifications"),
    path("locations/<uuid:location_id>/schedule/", calendar.calendar, name="schedule"),
    path("locations/<uuid:location_id>/appointments/new/", appointments.new_appointment, name="new_appointment"),
    path(
        "locations/<uuid:location_id>/appointments/<uuid:appointment_id>/",
        appointments.appointment,
        name="appointment",
    ),
    path(
        "locations/<uuid:location_id>/appointments/<uuid:appointment_id>/status/",
        appointments.status,
        name="appointment_status",
    ),
    path(
        "locations/<uuid:location_id>/appointments/<uuid:appointment_id>/notice/",
        notifications.notice,
        name="notice",
    ),
    path(
        "locations/<uuid:location_id>/appointments/<uuid:appointment_id>/change/",
        appointments.edit_appointment,
        name="edit_appointment",
    ),
    path("locations/<uuid:location_id>/people/", related.people, name="people"),
    path("locations/<uuid:location_id>/patients/new/", basic.new_patient, name="new_patient"),
    path("locations/<uuid:location_id>/patients/<uuid:patient_id>/", basic.basic, name="patient"),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/preferences/",
        preferences.preferences,
        name="preferences",
    ),
    path("locations/<uuid:location_id>/patients/<uuid:patient_id>/related/", related.related, name="related"),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/related/contact/",
        related.primary_contact,
        name="contact_change",
    ),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/related/guarantor/",
        related.guarantor,
        name="guarantor_change",
    ),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/appointments/",
        records.appointments,
        name="patient_appointments",
    ),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/statements/",
        patient_statements.statements_of,
        name="patient_statements",
    ),
    path(
        "locations/<uuid:location_id>/patients/<uuid:patient_id>/messages/",
        records.conversations,
        name="patient_messages",
    ),
    path(
        "locations/<uuid:location_id>/settings/location/",
        location_pages.location_information,
        name="location_information",
    ),
    path(
        "locations/<uuid:location_id>/settings/location/hours/",
        location_pages.hours_exceptions,
        name="hours_exceptions",
    ),
    path("locations/<uuid:location_id>/settings/location/pause/", location_pages.pause, name="text_number_pause"),
    path("locations/<uuid:location_id>/settings/location/pace/", location_pages.pace, name="text_number_pace"),
    path("locations/<uuid:location_id>/settings/location/proof/", location_pages.proof, name="text_number_proof"),
    path(
        "locations/<uuid:location_id>/threads/<uuid:thread_id>/quick-replies/",
        quick_replies.quick_replies,
        name="quick_replies",
    ),
    path(
        "locations/<uuid:location_id>/settings/quick-replies/",
        quick_reply_pages.quick_reply_list,
        name="quick_reply_list",
    ),
    path(
        "locations/<uuid:location_id>/settings/quick-replies/<uuid:reply_id>/",
        quick_reply_pages.quick_reply,
        name="quick_reply",
    ),
    *CAMPAIGNS,
    path("locations/<uuid:location_id>/settings/after-hours/", after_hours.after_hours, name="after_hours"),
    path(
        "locations/<uuid:location_id>/reports/communications/",
        communications.communications_report,
        name="communications_report",
    ),
    path(
        "locations/<uuid:location_id>/reports/communications/<slug:name>.svg",
        communications.communications_chart,
        name="communications_chart",
    ),
    path("locations/<uuid:location_id>/reports/audit-log/", audit_log.audit_log, name="audit_log"),
    path("locations/<uuid:location_id>/reports/audit-log.csv", audit_log.audit_export, name="audit_export"),
]
