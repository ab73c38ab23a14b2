"""Words to start from: what a new communication says until the office writes its own."""

from chairside.rules.communications.kinds import Trigger
from chairside.rules.communications.templates import Wording

ABOUT_VISITS = {
    Trigger.SCHEDULED: Wording(
        "{location}: the visit of {patients} is on {date} at {time}. Questions? Text us here or call {phone}.",
        "{location}: la cita de {patients} es el {date} a las {time}. ¿Preguntas? Escriba o llame al {phone}.",
    ),
    Trigger.CONFIRMED: Wording(
        "{location}: thank you, {date} at {time} is confirmed for {patients}. See you then!",
        "{location}: gracias, {date} a las {time} queda confirmado para {patients}. ¡Nos vemos!",
    ),
    Trigger.BEFORE: Wording(
        "{location}: {patients} on {date} at {time}. Reply YES to confirm. Another time? Text us or call {phone}.",
        "{location}: {patients}, {date} a las {time}. Responda YES para confirmar. ¿Otra hora? Llame al {phone}.",
    ),
}

ABOUT_RECARE = Wording(
    "{location}: it is time for the next visit of {patients}. Text us here or call {phone}, and we will find a time.",
    "{location}: es hora de la siguiente visita de {patients}. Para elegir una hora, escriba o llame al {phone}.",
)

ABOUT_STATEMENTS = Wording(
    "{first_name}, your statement from {location} is ready: {link} Questions? Text us here or call {phone}.",
    "{first_name}, su estado de cuenta de {location}: {link} Para preguntas, escriba o llame al {phone}.",
)
