"""Twilio: Messages API, inbound and status webhooks, X-Twilio-Signature."""

from chairside.carriers.twilio.adapter import TwilioCarrier, load_library
from chairside.carriers.twilio.knocks import open_envelope, parameters_of, read_inbound, read_status
from chairside.carriers.twilio.media import TwilioMedia
from chairside.carriers.twilio.sids import sid_to_uuid, uuid_to_sid
from chairside.carriers.twilio.signature import verify

__all__ = [
    "TwilioCarrier",
    "TwilioMedia",
    "load_library",
    "open_envelope",
    "parameters_of",
    "read_inbound",
    "read_status",
    "sid_to_uuid",
    "uuid_to_sid",
    "verify",
]
