"""Who lives in the demo: Cedar Dental and Birch Dental, their staff and their families."""

from dataclasses import dataclass, field

PASSWORD = "chairside-demo"  # noqa: S105 - the demo's password is printed for everybody


@dataclass(frozen=True, slots=True)
class Office:
    """A location: where, its clock, and the number it texts from."""

    name: str
    abbreviation: str
    zone: str
    number: str


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in, with a role at one or more locations."""

    username: str
    name: str
    role: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One record. `phones` are (type, number); `contact` names another record, empty for Self."""

    name: str
    born: str
    phones: tuple[tuple[str, str], ...] = ()
    contact: str = ""
    status: str = "active"
    language: str = "en"
    prefers_texts: bool = True
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """One organization of the demo."""

    name: str
    offices: tuple[Office, ...]
    staff: tuple[Staff, ...]
    providers: tuple[str, ...]
    people: tuple[Person, ...] = field(repr=False)


def mobile(number: str) -> tuple[tuple[str, str], ...]:
    return (("mobile", number),)


CEDAR_PEOPLE = (
    # the Vegas: mother for two children
    Person("Marisol Vega", "1986-04-11", mobile("+13125550101"), language="es"),
    Person("Leo Vega", "2015-09-02", contact="Marisol Vega"),
    Person("Mia Vega", "2018-01-23", contact="Marisol Vega"),
    # the Okoyes: Ada's contact changed last week from Daniel to Chidi
    Person("Daniel Okoye", "1985-02-19", mobile("+13125550142")),
    Person("Chidi Okoye", "1987-07-30", mobile("+13125550143")),
    Person("Ada Okoye", "2014-12-05", contact="Chidi Okoye"),
    # the Novaks: Mila's contact was her grandmother, who is no patient; now it is her father
    Person("Vera Novak", "1951-03-14", mobile("+13125550144"), status="non_patient"),
    Person("Petr Novak", "1980-10-08", mobile("+13125550145")),
    Person("Mila Novak", "2012-05-27", contact="Petr Novak"),
    # the Delgados: a grandmother who is no patient speaks for two
    Person("Carmen Delgado", "1954-08-16", mobile("+17735550102"), status="non_patient", language="es"),
    Person("Sofia Delgado", "2013-02-03", contact="Carmen Delgado", language="es"),
    Person("Mateo Delgado", "2016-06-19", contact="Carmen Delgado", language="es"),
    # the Itos share one phone, each their own contact
    Person("Ken Ito", "1948-11-21", mobile("+13125550121")),
    Person("Yumi Ito", "1950-01-09", mobile("+13125550121")),
    # the Pazes: a mother, three children, one grown up with a phone of his own
    Person("Elena Paz", "1979-05-06", (("mobile", "+13125550103"), ("home", "+13125550104")), language="es"),
    Person("Bruno Paz", "2004-03-12", mobile("+13125550105")),
    Person("Lucia Paz", "2010-10-10", contact="Elena Paz"),
    Person("Tomas Paz", "2012-12-24", contact="Elena Paz"),
    # an adult daughter writes for her mother
    Person("Irene Castillo", "1976-09-18", mobile("+17735550106"), language="es"),
    Person("Rosa Castillo", "1946-04-30", contact="Irene Castillo", language="es"),
    # a couple, one speaks for both
    Person("Nadia Petrova", "1990-06-01", mobile("+17735550107")),
    Person("Ivan Petrov", "1988-08-08", contact="Nadia Petrova"),
    # on their own
    Person("Hana Suzuki", "1994-03-03", mobile("+13125550108")),
    Person("Priya Raman", "1991-11-15", mobile("+13125550109")),
    Person("Tom Ackerman", "1968-02-02", (("mobile", "+13125550110"), ("work", "+13125550111"))),
    Person("Grace Lin", "1999-07-07", mobile("+13125550112")),
    Person("Samuel Adeyemi", "1973-12-12", mobile("+13125550113")),
    Person("Noor Rahman", "1996-05-19", mobile("+13125550114"), status="new"),
    Person("Felix Baumann", "1982-01-28", mobile("+13125550115")),
    Person("Aisha Bello", "2001-09-09", mobile("+13125550116"), status="new"),
    Person("Gloria Tanaka", "1964-06-22", mobile("+13125550117")),
    Person("Peter Lund", "1957-10-31", mobile("+13125550118")),
    Person("Camila Rojas", "1993-04-04", mobile("+13125550119"), language="es"),
    Person("Jonathan Bell", "1989-08-25", mobile("+13125550120")),
    Person("Jon Bell", "1989-08-25", mobile("+13125550120"), status="duplicate", duplicate_of="Jonathan Bell"),
    Person("Diego Fuentes", "1984-03-29", mobile("+17735550122"), language="es"),
    Person("Clara Weiss", "1971-07-13", mobile("+17735550123")),
    Person("Hugo Martin", "1998-02-17", mobile("+17735550124")),
    Person("Leila Karimi", "1987-12-01", mobile("+17735550125")),
    Person("Oscar Brandt", "2008-05-05", contact="Walter Brandt"),
    # those who may not be texted, and why
    Person("Omar Haddad", "1977-11-11", mobile("+13125550130")),  # opted out
    Person("Walter Brandt", "1952-09-17", (("mobile", "+13125550131"),)),  # a landline, says the carrier
    Person("Harold Finch", "1939-05-23", mobile("+13125550132"), status="inactive"),
    Person("Ingrid Voss", "1966-08-14", mobile("+13125550133"), prefers_texts=False),
    Person("Edith Moss", "1944-02-11", (("home", "+13125550134"),)),  # no mobile at all
    Person("Ray Kowalski", "1961-01-01", mobile("+15555550135"), prefers_texts=False),  # no valid number
    # Lakeside
    Person("Joanna Begay", "1983-06-06", mobile("+16025550136")),
    Person("Eli Begay", "2011-11-02", contact="Joanna Begay"),
    Person("Marcus Webb", "1975-04-19", mobile("+16025550137")),
    Person("Tessa Webb", "1978-09-30", contact="Marcus Webb"),
    Person("Lucas Ortega", "1992-10-20", mobile("+16025550138"), language="es"),
    Person("Paula Ortega", "2019-03-08", contact="Lucas Ortega", language="es"),
    Person("Sandra Yazzie", "1958-12-19", mobile("+14805550139")),
    Person("Amir Hosseini", "1981-05-12", mobile("+14805550140")),
    Person("Ruth Feldman", "1949-07-24", mobile("+14805550141")),
    Person("Kofi Mensah", "1995-01-16", mobile("+16025550146"), status="new"),
    Person("Bianca Rossi", "1988-11-28", mobile("+16025550147")),
    Person("Theo Rossi", "2017-04-13", contact="Bianca Rossi"),
    Person("Nina Rossi", "2020-08-21", contact="Bianca Rossi"),
    Person("Alan Pike", "1969-03-07", mobile("+16025550148")),
    Person("Maria Quispe", "1985-02-25", mobile("+16025550149"), language="es"),
    Person("Inti Quispe", "2014-06-14", contact="Maria Quispe", language="es"),
)  # fmt: skip

CEDAR = Practice(
    name="Cedar Dental",
    offices=(
        Office("Downtown", "DT", "America/Chicago", "+13125550190"),
        Office("Lakeside", "LS", "America/Phoenix", "+16025550191"),
    ),
    staff=(
        Staff("reception", "Ana Lindgren", "Receptionist", ("Downtown",)),
        Staff("manager", "Ben Carter", "Administrator", ("Downtown", "Lakeside")),
        Staff("provider", "Ines Okafor", "Provider", ("Downtown", "Lakeside")),
    ),
    providers=("Dr. Okafor", "Dr. Lindqvist", "Mai Tran, RDH", "Joel Reyes, RDH"),
    people=CEDAR_PEOPLE,
)

BIRCH = Practice(
    name="Birch Dental",
    offices=(Office("Harbor", "HB", "America/Los_Angeles", "+12065550192"),),
    staff=(Staff("other", "Zoe Marsh", "Administrator", ("Harbor",)),),
    providers=("Dr. Hale",),
    people=(
        Person("Greta Olsen", "1980-05-15", mobile("+12065550150")),
        Person("Nils Olsen", "2012-02-02", contact="Greta Olsen"),
        Person("Victor Chan", "1974-10-04", mobile("+12065550151")),
        Person("Dana Whitfield", "1990-12-30", mobile("+12065550152")),
        Person("Milo Hart", "1963-06-18", mobile("+12065550153")),  # opted out
    ),
)

PRACTICES = (CEDAR, BIRCH)
OPTED_OUT = ("Omar Haddad", "Milo Hart")
LANDLINES = ("Walter Brandt",)
NOBODY = "+13125550199"
"""A number that is nobody's: for trying what happens to a stranger's text."""

FORMER_CONTACTS = {"Ada Okoye": "Daniel Okoye", "Mila Novak": "Vera Novak"}
"""Whose primary contact was somebody else until last week."""
