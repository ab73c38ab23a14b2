"""The audit log: what stands in it, who may see it, how it is narrowed and taken out, and whether it holds."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from chairside.actions.note_reading import note_reading
from chairside.actions.patients.change_primary_contact import change_primary_contact
from chairside.models import AuditEntry, Role
from chairside.models.audit_chain import verify_chain
from chairside.rules.spreadsheets import harmless
from tests.cast import NOW, knock, receive

KEN = "+13125550121"


@pytest.fixture
def log(cast):
    """Ten lines in Cedar Dental's log, one in Birch Dental's."""
    for number in range(10):
        write(cast.cedar, location=cast.downtown, user=cast.ben, details={"name": f"line {number}"})
    write(cast.birch, location=cast.harbor, user=cast.zoe, details={"name": "of Birch"})


def write(owner, **more):
    given = {"at": NOW, "type": "location", "action": "changed Location Information", **more}
    return AuditEntry.objects.create(organization=owner, **given)


def tamper(statement, *values):
    """Do what nobody may: as the database's owner, with the guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


@pytest.mark.django_db
class TestTheChain:
    def test_it_holds(self, cast, log):
        verdict = verify_chain(cast.cedar)
        assert (verdict.lines, verdict.broken) == (10, None)
        assert verdict.newest_hash == AuditEntry.objects.get(organization=cast.cedar, number=10).hash

    def test_an_empty_one_holds(self, cast):
        assert verify_chain(cast.cedar).broken is None

    @pytest.mark.parametrize(
        "change",
        [
            "details = '{}'",
            "at = at + interval '1 microsecond'",
            "user_id = NULL",
            "location_id = NULL",
            "action = 'did nothing'",
            "type = 'x'",
            "patient_id = gen_random_uuid()",
        ],
    )
    def test_a_changed_line_is_named(self, cast, log, change):
        tamper(f"UPDATE chairside_auditentry SET {change} WHERE number = 4 AND organization_id = %s", cast.cedar.pk)
        broken = verify_chain(cast.cedar).broken
        assert (broken.line, broken.what) == (4, "this line was changed after it was written")
        assert broken.entry_id == AuditEntry.objects.get(organization=cast.cedar, number=4).pk

    def test_a_missing_line_is_named(self, cast, log):
        tamper("DELETE FROM chairside_auditentry WHERE number = 4 AND organization_id = %s", cast.cedar.pk)
        assert (verify_chain(cast.cedar).broken.line, verify_chain(cast.birch).broken) == (4, None)

    def test_a_cut_end_is_named(self, cast, log):
        tamper("DELETE FROM chairside_auditentry WHERE number > 7 AND organization_id = %s", cast.cedar.pk)
        assert verify_chain(cast.cedar).broken.line == 8

    def test_a_line_made_anew_with_its_own_right_hash_is_named(self, cast, log):
        tamper(
            "UPDATE chairside_auditentry AS line SET hash = chairside_audit_hash(line), details = details "
            "WHERE number = 4 AND organization_id = %s",
            cast.cedar.pk,
        )
        assert verify_chain(cast.cedar).broken is None
        tamper(
            "UPDATE chairside_auditentry SET details = '{}' WHERE number = 4 AND organization_id = %s", cast.cedar.pk
        )
        tamper(
            "UPDATE chairside_auditentry AS line SET hash = chairside_audit_hash(line) "
            "WHERE number = 4 AND organization_id = %s",
            cast.cedar.pk,
        )
        broken = verify_chain(cast.cedar).broken
        assert broken.line == 5
        assert "does not follow the one before it" in broken.what

    @pytest.mark.parametrize("deed", [lambda found: found.update(type="x"), lambda found: found.delete()])
    def test_nobody_changes_or_deletes_a_line_by_the_front_door(self, log, deed):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed(AuditEntry.objects.all())


@pytest.mark.django_db
class TestReading:
    def test_it_is_written_once_an_hour(self, cast):
        ken = cast.person("Ken Ito", KEN)
        thread = cast.thread(ken)
        for minutes in (0, 1, 59, 61):
            note_reading(cast.ana, thread, NOW + timedelta(minutes=minutes))
        note_reading(cast.ben, thread, NOW)
        assert (
            AuditEntry.objects.filter(user=cast.ana, patient_id=ken.pk).count() == AuditEntry.objects.count() - 1 >= 1
        )

    def test_opening_a_thread_is_in_it_and_its_refreshing_is_not(self, cast, as_user):
        cast.person("Ken Ito", KEN)
        receive(knock(KEN))
        thread = cast.downtown.threads.get()
        desk = as_user(cast.ana)
        desk.get(reverse("messages", args=[cast.downtown.pk, thread.pk]), {"whole": "1"})
        assert not AuditEntry.objects.exists()
        desk.get(reverse("thread", args=[cast.downtown.pk, thread.pk]))
        assert AuditEntry.objects.get().action == "read messages"


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture(autouse=True)
    def freeze(self, time_machine_at_now):
        pass

    def get(self, cast, client, **filters):
        answer = client.get(reverse("audit_log", args=[cast.downtown.pk]), filters)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split()).split("<tbody>")[-1].split("</tbody>")[0]

    def test_it_is_said_in_words(self, cast, as_user):
        ken, mia = cast.person("Ken Ito", KEN), cast.person("Mia Ito")
        change_primary_contact(mia, ken, by=cast.ben, now=NOW)
        page = self.get(cast, as_user(cast.ben))
        assert "changed primary contact" in page
        assert "before: Mia Ito · after: Ken Ito" in page

    @pytest.mark.parametrize(
        ("filters", "shown"),
        [
            ({}, True),
            ({"type": "location"}, True),
            ({"type": "patient"}, False),
            ({"words": "LINE 3"}, True),
            ({"words": "line_3"}, False),
            ({"words": "100%"}, False),
            ({"user": "-"}, False),
            ({"user": "nobody"}, False),
            ({"patient": "ken"}, False),
            ({"first": "2026-11-24", "last": "2026-11-30"}, False),
            ({"first": "2026-11-23", "last": "2026-11-23"}, True),
            ({"first": "x", "last": "9999-99-99"}, True),
            ({"before": "1"}, False),
            ({"before": "4"}, False),
            ({"before": "5"}, True),
        ],
    )
    def test_filters(self, cast, log, as_user, filters, shown):
        assert ("line 3" in self.get(cast, as_user(cast.ben), **filters)) is shown

    def test_another_organization_is_never_seen(self, cast, log, as_user):
        assert "of Birch" not in self.get(cast, as_user(cast.ben))

    def test_a_location_without_the_right_is_not_seen(self, cast, as_user):
        write(cast.cedar, location=cast.lakeside, details={"name": "of Lakeside"})
        assert "of Lakeside" in self.get(cast, as_user(cast.ben))
        cast.ben.user_roles.filter(location=cast.lakeside).update(
            role=Role.objects.get(name="Receptionist", organization=cast.cedar)
        )
        assert "of Lakeside" not in self.get(cast, as_user(cast.ben))

    def test_a_receptionist_finds_no_such_page(self, cast, as_user):
        assert as_user(cast.ana).get(reverse("audit_log", args=[cast.downtown.pk])).status_code == 404

    @pytest.mark.django_db(transaction=True)
    def test_the_export(self, live_cast, as_user):
        write(live_cast.cedar, location=live_cast.downtown, details={"name": "x"}, action="=HYPERLINK(1)")
        answer = as_user(live_cast.ben).get(reverse("audit_export", args=[live_cast.downtown.pk]))

        async def read():
            return b"".join([part async for part in answer.streaming_content])

        text = async_to_sync(read)().decode()
        assert text.startswith("\ufeff")
        rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
        assert rows[-1][5] == "'=HYPERLINK(1)"
        assert AuditEntry.objects.latest("number").action == "exported the audit log"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_formula_is_made_harmless(cell):
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay():
    assert [harmless(cell) for cell in ("Ken", "", "a=b", "1-2")] == ["Ken", "", "a=b", "1-2"]
