"""Every form of the office with a good filling, and a reader of the page that a form comes back on."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from chairside.actions.users.invite_user import invite_user
from chairside.models import Operatory, Patient, Provider, QuickReply, RecareType, Role
from tests.actions.campaigns import campaign
from tests.actions.communications import rule
from tests.actions.import_tables import take_in
from tests.actions.statements import estatement, guarantor, made
from tests.cast import NOW, Cast, knock, receive

KEN = "+13125550121"
TABLES = """
    SELECT string_agg(format(
        'SELECT %L, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) FROM %I t', tablename, tablename
    ), ' UNION ALL ') FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'chairside\\_%'
"""


def state_of_everything() -> dict[str, str]:
    """Give a digest of every table of the practice: equal digests, nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute(cursor.fetchone()[0])
        return dict(cursor.fetchall())


BESIDE = {"person": {"q"}, "patient": {"q"}, "phone_type": {"phones", "phone_number"}, "phone_number": {"phones"}}
"""What is marked in place of a field that is not seen itself, or that is one of a group."""


@dataclass(frozen=True)
class Form:
    """A form: where it is sent, and with what it is accepted; `page` shows what was kept.

    `of` says which of a page's forms it is: nobody types that.
    """

    address: str
    good: dict[str, Any]
    page: str = ""
    of: dict[str, str] = field(default_factory=dict)


@dataclass
class Office:
    """The things that forms are about."""

    cast: Cast
    ken: Patient = field(init=False)
    forms: dict[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        cast = self.cast
        self.ken = cast.person("Ken Ito", KEN)
        self.yuki = cast.person("Yuki Ito", "+13125550122")
        self.chair = Operatory.objects.create(organization=cast.cedar, location=cast.downtown, name="Operatory 1")
        self.okafor = Provider.objects.create(organization=cast.cedar, name="Dr. Okafor")
        self.visit = cast.visit(self.ken)
        self.reply = QuickReply.objects.create(
            organization=cast.cedar, location=cast.downtown, name="hello", english="Hello {first_name}"
        )
        self.estatement = estatement(cast)
        self.statement = made(cast, guarantor(cast, "Bo Lind", "+13125550125"))
        self.campaign = campaign(cast, name="Offer of the week")
        self.desk = Role.objects.get(organization=cast.cedar, name="Receptionist")
        self.mia, _ = invite_user(
            name="Mia Berg", username="mia", email="", roles={cast.downtown: self.desk}, by=cast.ben, now=NOW
        )
        receive(knock(KEN))
        self.thread = self.ken.threads.get()
        self.stranger = cast.person("Ann Other", organization=cast.birch)
        self.table = take_in(cast, b"No,Who,Tel\n1,Ken Ito,(312) 555-0121\n")
        self.cleaning = RecareType.objects.create(organization=cast.cedar, name="Cleaning", amount=6, codes=["D1110"])
        self.reminder = rule(cast.downtown, "The day before", english="{patients}")
        self.again = rule(cast.downtown, "Time again", kind="recare", recare_type=self.cleaning, english="{patients}")
        self.forms = self._forms()

    def at(self, name: str, *parts: Any) -> str:
        return reverse(name, args=[self.cast.downtown.pk, *(part.pk for part in parts)])

    def _forms(self) -> dict[str, Form]:
        return {
            "Basic Info": Form(self.at("patient", self.ken), self._basic()),
            "a new patient": Form(self.at("new_patient"), self._basic()),
            "Preferences": Form(
                self.at("preferences", self.yuki), {"text_messages": "no", "how": "form", "details": "of May 3"}
            ),
            "consent": Form(
                self.at("preferences", self._without_texts()),
                {"text_messages": "yes", "how": "form", "details": "of May 3"},
            ),
            "consent to bills": Form(
                self.at("preferences", self.yuki),
                {"about": "billing", "agrees": "yes", "consent_how": "form", "consent_details": "of May 3"},
                of={"deed": "consent"},
            ),
            "emails": Form(self.at("preferences", self.yuki), {"email_messages": "no"}, of={"deed": "emails"}),
            "a contact on record": Form(
                self.at("contact_change", self.ken), {"who": "person", "person": str(self.yuki.pk)}
            ),
            "a new contact": Form(
                self.at("contact_change", self.ken),
                {
                    "who": "new", "given_name": "Aiko", "family_name": "Ito", "phone_type": "mobile",
                    "phone_number": "312 555 0123",
                },
            ),
            "a guarantor": Form(
                self.at("guarantor_change", self.ken), {"who": "person", "person": str(self.yuki.pk)}
            ),
            "a new appointment": Form(self.at("new_appointment"), {"patient": str(self.ken.pk), **self._booking()}),
            "a moved appointment": Form(
                self.at("edit_appointment", self.visit), self._booking(), self.at("edit_appointment", self.visit)
            ),
            "Location Information": Form(
                self.at("location_information"),
                {
                    "name": "Downtown", "abbreviation": "DT", "street": "1 Main St", "city": "Chicago", "region": "IL",
                    "postal_code": "60601", "time_zone": "America/Chicago", "day0-morning-opens": "08:00",
                    "day0-morning-closes": "12:00",
                },
                self.at("location_information"),
            ),
            "a day with other hours": Form(
                self.at("hours_exceptions"),
                {
                    "day": "2026-12-24", "note": "Christmas Eve", "exception-morning-opens": "08:00",
                    "exception-morning-closes": "12:00",
                },
            ),
            "a pause": Form(self.at("text_number_pause"), {"deed": "pause", "reason": "Moving"}),
            "a test text": Form(self.at("text_number_proof"), {"phone": "+13125550177"}),
            "a new quick reply": Form(
                self.at("quick_reply_list"),
                {"name": "late", "english": "We are late", "spanish": "Con retraso", "whose": "location"},
            ),
            "a quick reply": Form(
                self.at("quick_reply", self.reply),
                {"name": "late", "english": "We are late", "spanish": "Con retraso"},
                self.at("quick_reply", self.reply),
            ),
            "a new campaign": Form(self.at("new_campaign"), self._campaign()),
            "a campaign": Form(self.at("campaign", self.campaign), self._campaign(), self.at("campaign", self.campaign)),
            "a sample": Form(self.at("campaign_sample", self.campaign), {"phone": "+13125550177"}),
            "a new appointment communication": Form(self.at("new_communication"), self._reminder()),
            "an appointment communication": Form(
                self.at("communication", self.reminder),
                {name: typed for name, typed in self._reminder().items() if name not in {"trigger", "active"}},
                self.at("communication", self.reminder),
            ),
            "the after-hours reply": Form(
                self.at("after_hours"),
                {"active": "", "english": "We are closed.", "spanish": "Hemos cerrado."},
                self.at("after_hours"),
            ),
            "a pace": Form(
                self.at("text_number_pace"),
                {"segments_per_second": "1", "segments_per_day": "2000"},
                self.at("location_information"),
            ),
            "a new recare communication": Form(self.at("new_recare"), self._recare()),
            "a recare communication": Form(
                self.at("communication", self.again),
                {name: typed for name, typed in self._recare().items() if name != "recare_type"},
                self.at("communication", self.again),
            ),
            "a new recare type": Form(
                self.at("new_recare_type"), {"name": "Gum care", "amount": "3", "unit": "months", "codes": "D4910"}
            ),
            "a due date": Form(
                self.at("patient_appointments", self.ken), {"type": str(self.cleaning.pk), "due_on": "2027-05-03"}
            ),
            "a recare type": Form(
                self.at("recare_type", self.cleaning),
                {"name": "Gum care", "amount": "3", "unit": "months", "codes": "D4910"},
                self.at("recare_type", self.cleaning),
            ),
            "a new eStatement communication": Form(self.at("new_estatement"), {**self._estatement(), "active": "yes"}),
            "an eStatement communication": Form(
                self.at("communication", self.estatement), self._estatement(), self.at("communication", self.estatement)
            ),
            "a new statement": Form(
                self.at("new_statement"),
                {
                    "patient": str(self.ken.pk), "dated": "2026-11-20", "on": ["2026-11-02"], "about": ["Ken"],
                    "what": ["Visit"], "amount": ["120.00"],
                },
            ),
            "a batch of statements": Form(
                self.at("statement_batch"), {"since": "2026-11-01", "statement": [str(self.statement.pk)]}
            ),
            "a new role": Form(self.at("new_role"), {"name": "Front desk", "copy": str(self.desk.pk)}),
            "a role": Form(
                self.at("role", self.desk),
                {"name": "Front desk", "before": self.desk.rights, "right": self.desk.rights},
                self.at("role", self.desk),
            ),
            "an invitation": Form(
                self.at("new_user"),
                {"name": "Noa Stern", "username": "noa", "email": "noa@cedar.example", **self._roles()},
            ),
            "a user": Form(
                self.at("user", self.mia),
                {"name": "Mia Stern", "email": "mia@cedar.example", **self._roles()},
                self.at("user", self.mia),
            ),
            "columns of a table": Form(
                self.at("import_columns", self.table),
                {"kind": "patients", "column-0": "id", "column-1": "name", "column-2": "mobile"},
            ),
            "Security": Form(
                self.at("security_settings"),
                {"idle_minutes": "10", "session_hours": "10", "second_factor_required": ""},
                self.at("security_settings"),
            ),
        }  # fmt: skip

    def _basic(self) -> dict[str, Any]:
        return {
            "given_name": "Ken", "family_name": "Ito", "birth_date": "1980-05-01", "status": "active", "language": "en",
            "email": "ken@example.com", "phone_type": ["mobile"], "phone_number": ["312-555-0121"],
        }  # fmt: skip

    def _booking(self) -> dict[str, str]:
        return {
            "day": "2026-11-30", "starts": "09:30", "minutes": "60", "operatory": str(self.chair.pk),
            "provider": str(self.okafor.pk), "reason": "Cleaning", "note": "Uses a wheelchair",
        }  # fmt: skip

    def _campaign(self) -> dict[str, Any]:
        return {
            "name": "Closed on Friday", "place": [str(self.cast.downtown.pk)], "status": ["new", "active"],
            "seen_from": "2026-01-01", "seen_until": "2026-11-01", "visit_from": "2026-11-27",
            "visit_until": "2026-11-28", "due_from": "2026-01-01", "due_until": "2027-01-01", "ahead": "some", "age_from": "18", "age_to": "90", "language": "en",
            "mobile": "only", "category": "care", "english": "{location} is closed on Friday",
            "spanish": "{location} no abre el viernes", "start": "later", "starts_on": "2026-11-25",
            "starts_at": "09:00", "ends_on": "2026-11-26", "per_day": "100", "hours": "open", "deed": "keep",
        }  # fmt: skip

    def _reminder(self) -> dict[str, str]:
        return {
            "name": "Two days before", "trigger": "before", "amount": "2", "unit": "days", "active": "yes",
            "english": "{patients}: {date}, {time}", "spanish": "{patients}: {date}, {time}", "earliest": "10:00", "latest": "18:00",
        }  # fmt: skip

    def _recare(self) -> dict[str, Any]:
        return {
            "name": "Time for a visit", "recare_type": str(self.cleaning.pk), "trigger": "after", "amount": "2",
            "unit": "weeks", "repeat_most": "2", "repeat_amount": "3", "repeat_unit": "weeks",
            "english": "{patients}", "spanish": "{patients}", "earliest": "10:00", "latest": "18:00",
        }  # fmt: skip

    def _estatement(self) -> dict[str, str]:
        return {
            "name": "By post no more", "way": "email", "english": "{first_name}: {link}", "spanish": "{first_name}, aquí: {link}",
            "earliest": "09:00", "latest": "19:00",
        }  # fmt: skip

    def _roles(self) -> dict[str, str]:
        return {
            f"role-{self.cast.downtown.pk}": str(self.desk.pk), f"role-{self.cast.lakeside.pk}": str(self.desk.pk),
        }  # fmt: skip

    def _without_texts(self) -> Patient:
        return self.cast.person("Edith Moss", "+13125550124", text_messages=False)


class Controls(HTMLParser):
    """Reads a page's form controls: what stands in each, and which are marked as wrong, and with what words."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.options: dict[str, list[str]] = {}
        self.described: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.chosen: set[str] = set()
        self._select = self._area = ""
        self._inside: list[tuple[str, str]] = []
        self.feed(answer.content.decode())

    def said_of(self, name: str) -> str:
        """Give what is said beside a control that is marked as wrong, "" when nothing is."""
        same = {name} | BESIDE.get(name, set())
        found = [key for key in self.described if key in same or key.endswith(f"-{name}")]
        marks = [self.described[key] for key in found]
        return " ".join(self.texts.get(part, "") for mark in marks for part in mark.split()).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._control(tag, given)
        self._mark(tag, given)
        if tag not in {"input", "br", "link", "meta", "hr", "img"}:
            self._inside.append((tag, given.get("id", "")))

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if given.get("type") in {"checkbox", "radio", "hidden"}:
            self.chosen.add(name)
        match tag:
            case "input" if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", ""))
            case "select":
                self._select = name
            case "option":
                self.options.setdefault(self._select, []).append(given["value"])
                if "selected" in given:
                    self.values.setdefault(self._select, []).append(given["value"])
            case "textarea":
                self._area = name
                self.values.setdefault(name, []).append("")

    def _mark(self, tag: str, given: dict[str, str]) -> None:
        described = given.get("aria-describedby", "")
        if "aria-invalid" in given or (tag == "fieldset" and "-error" in described):
            self.described[given.get("name") or described.split("-error")[0]] = described

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][-1] += data
        for _, identity in self._inside:
            if identity:
                self.texts[identity] = f"{self.texts.get(identity, '')} {data.strip()}".strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        for place in range(len(self._inside) - 1, -1, -1):
            if self._inside[place][0] == tag:
                del self._inside[place:]
                break


def send(client: Client, form: Form, **changed: Any) -> HttpResponse:
    """Send a form with some fields changed; None leaves a field out."""
    given = {name: value for name, value in {**form.of, **form.good, **changed}.items() if value is not None}
    return client.post(form.address, given)  # type: ignore[return-value]
