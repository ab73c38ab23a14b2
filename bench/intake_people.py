"""2,000 contacts of a location, with threads and reminded visits: python -m bench.intake_people LOCATION

Every tenth number is shared by two of them.
"""

import sys
from datetime import UTC, datetime, timedelta

from chairside.management.house import open_house

COUNT = 2000


def main() -> None:
    open_house()
    from chairside.models import Appointment, Location, Patient, Phone, Thread
    from chairside.models.identifiers import new_id

    place = Location.objects.get(pk=sys.argv[1])
    now = datetime.now(UTC)
    own = {"organization_id": place.organization_id}
    people = []
    for turn in range(1, COUNT + 1):
        pk = new_id()
        people.append(
            Patient(id=pk, given_name="Bench", family_name=f"Number {turn}", status="active", text_messages=True,
                    primary_contact_id=pk, primary_guarantor_id=pk, **own)
        )  # fmt: skip
    numbers = [f"+1773666{turn - (turn % 10 == 0):04}" for turn in range(1, COUNT + 1)]
    Patient.objects.bulk_create(people)
    Phone.objects.bulk_create(
        Phone(patient=one, position=0, type="mobile", number=number, **own)
        for one, number in zip(people, numbers, strict=True)
    )
    Thread.objects.bulk_create(
        Thread(location=place, contact=one, number=number, created_at=now, **own)
        for one, number in zip(people, numbers, strict=True)
    )
    Appointment.objects.bulk_create(
        Appointment(location=place, patient=one, starts_at=now + timedelta(days=1), ends_at=now + timedelta(hours=25),
                    reminded_at=now, **own)
        for one in people
    )  # fmt: skip


if __name__ == "__main__":
    main()
