"""Behind the scenes of the running demo: moves what otherwise takes hours, and tells what no page tells.

python -m tests.browser.backstage DEED [WORD ...], with the demo's own settings in the environment.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import django


def mid_morning() -> None:
    """Let it be between nine and ten wherever the practice is, so that no test meets midnight or an empty day.

    Every location moves into the zone where it is that late now, and each visit with it.
    """
    from django.db import connection

    from chairside.models import Location
    from chairside.web.settings.location_form import zones

    now = datetime.now(UTC)
    zone = next(name for name, _ in zones() if now.astimezone(ZoneInfo(name)).hour == 9)
    for place in Location.objects.all():
        days = (now.astimezone(ZoneInfo(zone)).date() - place.clock(now).date()).days
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chairside_appointment SET"
                " starts_at = ((starts_at AT TIME ZONE %(old)s) + %(days)s * interval '1 day') AT TIME ZONE %(new)s,"
                " ends_at = ((ends_at AT TIME ZONE %(old)s) + %(days)s * interval '1 day') AT TIME ZONE %(new)s,"
                # they stand there only now: nobody is to be reminded of what was due before
                " placed_at = now()"
                " WHERE location_id = %(place)s",
                {"old": place.time_zone, "new": zone, "days": days, "place": place.pk},
            )
        Location.objects.filter(pk=place.pk).update(time_zone=zone)


def idle(username: str, seconds: str) -> None:
    """Let a user's sessions have seen no deed for so long."""
    from allauth.usersessions.models import UserSession

    from chairside.web.presence import LAST_DEED_AT

    store = import_module("django.contrib.sessions.backends.db").SessionStore
    for kept in UserSession.objects.filter(user__username=username):
        session = store(kept.session_key)
        session[LAST_DEED_AT] = (datetime.now(UTC) - timedelta(seconds=int(seconds))).timestamp()
        session.save()


def age_links(username: str, hours: str) -> None:
    """Let a user's links be so old."""
    from django.db.models import F

    from chairside.models import Invitation

    ago = timedelta(hours=int(hours))
    Invitation.objects.filter(user__username=username).update(
        created_at=F("created_at") - ago, expires_at=F("expires_at") - ago
    )


def family(name: str) -> None:
    """Let a family come: a grandmother who is no patient speaks for a child, who is expected today; and a father."""
    from uuid import uuid4

    from chairside.models import Appointment, Location, Operatory, Patient, Phone, PrimaryContactTerm

    place = Location.objects.get(name="Downtown")
    now = datetime.now(UTC)
    people = {"Grandma": uuid4(), "Child": uuid4(), "Father": uuid4()}
    for place_in_row, (given, own) in enumerate(people.items()):
        contact = people["Grandma"] if given == "Child" else own
        Patient.objects.create(
            id=own, organization_id=place.organization_id, given_name=given, family_name=name,
            status="active" if given == "Child" else "non_patient", text_messages=given != "Child",
            primary_contact_id=contact, primary_guarantor_id=contact,
        )  # fmt: skip
        PrimaryContactTerm.objects.create(
            organization_id=place.organization_id, patient_id=own, contact_id=contact, from_at=now - timedelta(days=90)
        )
        if given != "Child":
            Phone.objects.create(
                organization_id=place.organization_id, patient_id=own, position=0, type="mobile",
                number=f"+1773555017{place_in_row}",
            )  # fmt: skip
    Appointment.objects.create(
        organization_id=place.organization_id, location=place, patient_id=people["Child"], status="confirmed",
        starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=3), reason="Sealants",
        operatory=Operatory.objects.filter(location=place).last(),
    )  # fmt: skip


def ids() -> None:
    """Tell an id for everything that an address of the demo may name."""
    from chairside.models import (
        Appointment,
        Campaign,
        Communication,
        ImportRun,
        Location,
        Message,
        Patient,
        QuickReply,
        RecareType,
        Role,
        Statement,
        StatementLink,
        TextNumberTest,
        Thread,
        User,
    )
    from chairside.rules.statements import digest_of

    place = Location.objects.get(name="Downtown")
    ben = User.objects.get(username="manager")
    owner, now = place.organization, datetime.now(UTC)
    campaign, _ = Campaign.objects.get_or_create(
        organization=owner,
        name="Closed on Friday",
        defaults={
            "location": place,
            "segment": {"locations": [str(place.pk)]},
            "english": "We are closed on Friday.",
            "created_at": now,
            "created_by": ben,
        },
    )
    run = ImportRun.objects.create(
        organization=owner, location=place, by=ben, file_name="patients.csv", kind="patients", state="checked",
        counts={"new": 0, "changed": 0, "same": 0, "invalid": 0}, created_at=now,
    )  # fmt: skip
    sample = TextNumberTest.objects.create(
        organization=owner, location=place, by=ben, to="+13125550177", code="1234", begun_at=now, handed_at=now
    )
    thread = Thread.objects.filter(location=place, contact__family_name="Vega").first()
    statement = Statement.objects.filter(location=place).order_by("id").first()
    digest = digest_of("only-for-looking-at-pages")
    StatementLink.objects.get_or_create(
        digest=digest,
        defaults={
            "organization": owner, "statement": statement, "made_at": now, "expires_at": now + timedelta(days=1),
        },
    )  # fmt: skip
    told = {
        "type_id": RecareType.objects.filter(organization=owner).order_by("name").first().pk,
        "statement_id": statement.pk,
        "secret": "only-for-looking-at-pages",
        "location_id": place.pk,
        "thread_id": thread.pk,
        "message_id": Message.objects.filter(thread=thread).first().pk,
        "patient_id": Patient.objects.get(given_name="Leo", family_name="Vega").pk,
        "appointment_id": Appointment.objects.filter(location=place).order_by("starts_at").last().pk,
        "reply_id": QuickReply.objects.filter(location=place).first().pk,
        "role_id": Role.objects.get(organization=ben.organization, name="Receptionist").pk,
        "campaign_id": campaign.pk,
        "communication_id": Communication.objects.filter(location=place).first().pk,
        "run_id": run.pk,
        "test_id": sample.pk,
        "user_id": User.objects.get(username="reception").pk,
    }
    print(json.dumps({name: str(value) for name, value in told.items()}))


DEEDS = {"mid-morning": mid_morning, "idle": idle, "age-links": age_links, "family": family, "ids": ids}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chairside.config.settings")
    django.setup()
    DEEDS[sys.argv[1]](*sys.argv[2:])
