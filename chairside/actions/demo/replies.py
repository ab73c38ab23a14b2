"""Quick replies that the demo practice starts with: name, English, Spanish."""

REPLIES = (
    ("see you", "See you on {date} at {time}, {first_name}!", "¡Nos vemos el {date} a las {time}, {first_name}!"),
    (
        "running late",
        "No problem, {first_name}. Come when you can; we will fit {patients} in.",
        "No hay problema, {first_name}. Venga cuando pueda; haremos lugar para {patients}.",
    ),
    (
        "call us",
        "Please call us at {phone}, {first_name}: this is quicker by phone.",
        "Por favor llámenos al {phone}, {first_name}: por teléfono es más rápido.",
    ),
    (
        "parking",
        "There is free parking behind the building of {location}.",
        "Hay estacionamiento gratis detrás del edificio de {location}.",
    ),
    (
        "insurance card",
        "Please bring the insurance card for {patients} to the visit on {date}.",
        "Por favor traiga la tarjeta del seguro de {patients} a la cita del {date}.",
    ),
)
