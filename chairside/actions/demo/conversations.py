"""What was written in the demo over three weeks.

Each line: (when, who, text). `when` is minutes ago as a number, or "days HH:MM" with days ago. `who`
is < for the contact, a user name for staff, or ! and the name of a communication.
"""

from dataclasses import dataclass

REMINDER = "!Appointment reminder"


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread: at which office, with whom, what was said, and how it stands."""

    office: str
    contact: str
    lines: tuple[tuple[str | float, str, str], ...]
    unread: int = 0
    error_code: int | None = None


TALKS = (
    Talk("Downtown", "Marisol Vega", (
        ("17 10:12", "<", "Hola, ¿tienen cita para una limpieza para Leo y Mia?"),
        ("17 10:20", "reception", "Hola Marisol, sí: martes 24 a las 3:00 PM, los dos juntos. ¿Le queda bien?"),
        ("17 10:26", "<", "Perfecto, gracias"),
        ("1 09:00", REMINDER, "Cedar Dental Downtown: Leo and Mia Vega have a visit tomorrow at 3:00 PM. Reply YES to confirm. Questions? Just text back. STOP to opt out."),
        (2, "<", "Can we bring Leo at 3:30 instead? 🙏"),
    ), unread=1),
    Talk("Downtown", "Daniel Okoye", (
        ("20 14:02", "<", "Is my crown covered by the new plan?"),
        ("20 14:31", "manager", "Good news, Daniel: it is covered at 50%. We sent the estimate by mail."),
        ("3 09:00", REMINDER, "Cedar Dental Downtown: Daniel, your visit is coming up. Reply YES to confirm. Questions? Just text back. STOP to opt out."),
        ("3 09:04", "<", "Yes"),
        (31, "<", "Yes but my crown still feels a bit high. Should the dentist look at it before?"),
        (28, "reception", "Thanks for telling us, Daniel. Dr. Okafor can see you 15 minutes earlier. Does that work?"),
    )),
    Talk("Downtown", "Hana Suzuki", (
        ("9 16:40", "reception", "Hi Hana, a reminder to bring your insurance card on your next visit."),
        ("9 16:45", "<", "Will do!"),
        (48, "<", "Is parking free on Saturday?"),
    ), unread=1),
    Talk("Downtown", "Walter Brandt", (
        (74, "reception", "Hello Mr. Brandt, Oscar's retainer is ready. You can pick it up any day until 5."),
    ), error_code=30006),
    Talk("Downtown", "Irene Castillo", (
        ("6 11:15", "reception", "Hola Irene, le recordamos la cita de Rosa el martes. ¿Necesita ayuda con el transporte?"),
        ("6 11:40", "<", "No, yo la llevo, gracias"),
        (105, "<", "Gracias, ¿a qué hora es la cita?"),
    ), unread=1),
    Talk("Downtown", "Priya Raman", (
        ("4 12:01", "<", "Could I move my Monday visit to 10?"),
        ("4 12:09", "reception", "Done: see you Monday at 10. Please come 10 minutes early for the new x-ray."),
    )),
    Talk("Downtown", "Tom Ackerman", (
        ("3 09:00", REMINDER, "Cedar Dental Downtown: Tom, your visit is coming up. Reply YES to confirm. Questions? Just text back. STOP to opt out."),
    )),
    Talk("Downtown", "Grace Lin", (
        ("5 15:20", "reception", "Hi Grace, your night guard has arrived. Come by whenever it suits you."),
        ("5 15:22", "<", "👍"),
    )),
    Talk("Downtown", "Carmen Delgado", (
        ("12 10:05", "<", "Buenos días, Sofia tiene dolor en una muela"),
        ("12 10:11", "manager", "Buenos días Carmen. ¿Puede venir hoy a las 2:15 PM con Sofia?"),
        ("12 10:13", "<", "Sí, ahí estaremos. Gracias"),
        ("11 16:00", "reception", "Hola Carmen, ¿cómo sigue Sofia hoy?"),
        ("11 16:25", "<", "Mucho mejor, ya comió bien"),
    )),
    Talk("Downtown", "Vera Novak", (
        ("15 13:30", "reception", "Hello Vera, Mila is due for her sealants. Shall we look for an afternoon?"),
        ("15 14:02", "<", "Please ask her father, he takes care of it from now on."),
    )),
    Talk("Downtown", "Elena Paz", (
        ("8 08:50", "<", "Tomas chipped a tooth at practice, what should we do??"),
        ("8 08:52", "reception", "Oh no! Keep the piece in milk and come right in, we will fit him in at 9:30."),
        ("8 08:53", "<", "On our way, thank you so much"),
        ("7 10:00", "manager", "How is Tomas today?"),
        ("7 10:45", "<", "Smiling again 😁 Gracias a todos"),
    )),
    Talk("Downtown", "Omar Haddad", (
        ("10 09:00", REMINDER, "Cedar Dental Downtown: Omar, your visit is coming up. Reply YES to confirm. Questions? Just text back. STOP to opt out."),
        ("10 09:31", "<", "STOP"),
    )),
    Talk("Downtown", "Samuel Adeyemi", (
        ("2 17:10", "<", "What do I owe after insurance for last week?"),
    )),
    Talk("Downtown", "Ken Ito", (
        ("14 11:00", "reception", "Hello Mr. Ito, your new bridge is ready. Does Thursday at 10 suit you?"),
        ("14 11:20", "<", "Thursday at 10 is good. Thank you."),
    )),
    Talk("Downtown", "Gloria Tanaka", (
        ("19 09:15", "manager", "Hi Gloria, we have an earlier opening tomorrow at 8:00. Would you like it?"),
        ("19 09:48", "<", "Yes please, I will take it"),
        ("19 09:50", "manager", "It is yours. See you tomorrow at 8:00."),
    )),
    Talk("Downtown", "Clara Weiss", (
        ("13 15:00", "<", "Do you do whitening as well?"),
        ("13 15:18", "reception", "We do: in the office or with trays for home. Dr. Lindqvist can explain both at your visit."),
    )),
    Talk("Lakeside", "Joanna Begay", (
        ("2 10:30", "manager", "Hi Joanna, Eli's next adjustment can be any Wednesday after 3. Which one suits you?"),
        (63, "<", "Next Wednesday at 3:30 works for Eli"),
    ), unread=1),
    Talk("Lakeside", "Marcus Webb", (
        ("6 13:00", REMINDER, "Cedar Dental Lakeside: Marcus, your visit is coming up. Reply YES to confirm. Questions? Just text back. STOP to opt out."),
        ("6 13:40", "<", "Can I pay by phone?"),
        ("6 13:44", "manager", "Of course, Marcus. Call us any time until 5."),
    )),
    Talk("Lakeside", "Lucas Ortega", (
        ("9 12:00", "<", "¿Atienden los sábados?"),
        ("9 12:05", "manager", "Sí, Lucas, cada segundo sábado de 8 a 12."),
    )),
    Talk("Harbor", "Greta Olsen", (
        ("5 09:10", "other", "Hi Greta, Nils is due for a cleaning. Shall we find a time?"),
        (40, "<", "Yes please, any afternoon next week"),
    ), unread=1),
    Talk("Harbor", "Victor Chan", (
        ("11 14:00", "other", "Your crown is ready, Victor. When can you come in?"),
        ("11 14:30", "<", "Friday morning?"),
        ("11 14:33", "other", "Friday at 9 it is."),
    )),
)  # fmt: skip

VISITS = (
    # (office, patient, day from today, time, minutes, provider, reason, status, reminded)
    ("Downtown", "Peter Lund", 0, "08:00", 60, 0, "Filling", "complete", True),
    ("Downtown", "Gloria Tanaka", 0, "08:30", 60, 2, "Cleaning and exam", "checkout", True),
    ("Downtown", "Felix Baumann", 0, "09:30", 60, 0, "Root canal, second visit", "chair", True),
    ("Downtown", "Camila Rojas", 0, "10:00", 60, 2, "Cleaning and exam", "ready", True),
    ("Downtown", "Leila Karimi", 0, "11:00", 60, 0, "Crown seat", "here", True),
    ("Downtown", "Hugo Martin", 0, "11:30", 40, 2, "Cleaning", "confirmed", True),
    ("Downtown", "Daniel Okoye", 0, "14:00", 60, 0, "Crown check", "confirmed", True),
    ("Downtown", "Aisha Bello", 0, "15:00", 60, 1, "New patient exam", "left_message", False),
    ("Downtown", "Diego Fuentes", 0, "16:00", 40, 2, "Cleaning", "unconfirmed", True),
    ("Downtown", "Priya Raman", 1, "10:00", 60, 0, "X-ray and exam", "unconfirmed", True),
    ("Downtown", "Tom Ackerman", 1, "11:00", 60, 1, "Implant check", "unconfirmed", True),
    ("Downtown", "Rosa Castillo", 1, "13:00", 60, 0, "Denture adjustment", "unconfirmed", True),
    ("Downtown", "Leo Vega", 1, "15:00", 40, 2, "Cleaning", "unconfirmed", True),
    ("Downtown", "Mia Vega", 1, "15:00", 40, 3, "Cleaning", "unconfirmed", True),
    ("Downtown", "Ken Ito", 2, "10:00", 60, 1, "Bridge seat", "confirmed", True),
    ("Downtown", "Yumi Ito", 9, "10:00", 40, 2, "Cleaning", "unconfirmed", False),
    ("Downtown", "Ada Okoye", 5, "15:30", 40, 2, "Cleaning", "unconfirmed", False),
    ("Downtown", "Mila Novak", 6, "16:00", 40, 2, "Sealants", "unconfirmed", False),
    ("Downtown", "Sofia Delgado", 7, "14:00", 40, 3, "Filling check", "unconfirmed", False),
    ("Downtown", "Samuel Adeyemi", -7, "09:00", 60, 1, "Extraction", "complete", True),
    ("Downtown", "Noor Rahman", -3, "13:00", 60, 1, "New patient exam", "no_show", True),
    ("Lakeside", "Marcus Webb", 0, "09:00", 60, 1, "Filling", "here", True),
    ("Lakeside", "Bianca Rossi", 0, "13:00", 60, 3, "Cleaning", "confirmed", True),
    ("Lakeside", "Amir Hosseini", 0, "15:00", 60, 1, "Crown prep", "unconfirmed", True),
    ("Lakeside", "Eli Begay", 2, "15:30", 40, 3, "Braces adjustment", "unconfirmed", False),
    ("Lakeside", "Kofi Mensah", 1, "10:00", 60, 1, "New patient exam", "unconfirmed", True),
    ("Lakeside", "Theo Rossi", 1, "14:00", 40, 3, "Cleaning", "unconfirmed", True),
    ("Harbor", "Greta Olsen", 1, "10:00", 60, 0, "Cleaning", "unconfirmed", True),
    ("Harbor", "Victor Chan", 2, "09:00", 60, 0, "Crown seat", "confirmed", True),
)  # fmt: skip
