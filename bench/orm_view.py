"""For scale: the same texts in a plain Django view with the ORM, one text per transaction.

`python -m bench.orm_view PORT`. It finds number, contact and thread, stores the text, shows it in the list
and rings; of the rules it asks only what the words mean.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import uvicorn

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.orm_settings"
import django

django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from chairside.carriers.twilio import read_inbound, verify  # noqa: E402
from chairside.live.bell import ring_thread  # noqa: E402
from chairside.models import ConsentEntry, Message, Phone, TextNumber, Thread  # noqa: E402
from chairside.models.identifiers import new_id  # noqa: E402
from chairside.rules.inbound import read  # noqa: E402


@csrf_exempt
@transaction.atomic
def text(request: HttpRequest, path_token: str) -> HttpResponse:
    door = TextNumber.objects.get(path_token=path_token)
    form = [(name, str(value)) for name, value in request.POST.items()]
    url = os.environ["CHAIRSIDE_PUBLIC_URL"] + request.path
    if not verify(door.tokens, url, form, request.headers["X-Twilio-Signature"]):
        return HttpResponse(status=403)
    came = read_inbound(form)
    number = TextNumber.objects.get(number=came.to_number)
    contact = Phone.objects.contacts_who_have(came.from_number, number.organization_id).first()
    if contact is None or Message.objects.filter(carrier_id=came.carrier_id).exists():
        return HttpResponse(status=204)
    thread = Thread.objects.select_for_update().get(
        location_id=number.location_id, contact_id=contact, number=came.from_number
    )
    out = ConsentEntry.objects.opted_out(number.organization_id, came.from_number)
    reading = read(came.body, opted_out=out, reminder_outstanding=False)
    now = datetime.now(UTC)
    Message.objects.create(
        id=new_id(), organization_id=number.organization_id, location_id=number.location_id, thread=thread,
        direction="in", body=came.body, at=now, meaning=reading.meaning, status="received", status_at=now,
        carrier_id=came.carrier_id,
    )  # fmt: skip
    Thread.objects.filter(pk=thread.pk).update(
        last_at=now, snippet=came.body[:160], unread=F("unread") + 1, unanswered_since=now
    )
    ring_thread(number.location_id, thread.pk)
    return HttpResponse(status=204)


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"alive")


urlpatterns = [path("hooks/<str:path_token>/messages", text), path("livez", alive)]

if __name__ == "__main__":
    uvicorn.run(
        get_asgi_application(),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="error",
    )
