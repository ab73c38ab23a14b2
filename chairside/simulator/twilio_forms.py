"""Twilio's shapes: JSON of a message, JSON of an error, parameters and signatures of webhooks."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from chairside.simulator.texts import Text

VERSION = "2010-04-01"
MESSAGES = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource {about} was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "The 'To' number {about} is not a valid phone number.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number {about} is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21659: "'From' {about} is not a Twilio phone number or Short Code country mismatch",
}


def message(text: Text) -> dict[str, Any]:
    """Give a Message resource."""
    path = f"/{VERSION}/Accounts/{text.account_sid}/Messages/{text.sid}"
    return {
        "account_sid": text.account_sid,
        "api_version": VERSION,
        "body": text.body,
        "date_created": _date(text.at),
        "date_sent": _date(text.sent_at),
        "date_updated": _date(max([text.at, *text.times.values()])),
        "direction": "inbound" if text.direction == "inbound" else "outbound-api",
        "error_code": text.error_code,
        "error_message": None,
        "from": text.sender,
        "messaging_service_sid": None,
        "num_media": str(len(text.media)),
        "num_segments": str(text.parts),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": text.to,
        "uri": f"{path}.json",
    }


def error(code: int, status: int, about: str = "") -> dict[str, Any]:
    """Give an error as Twilio writes it: its message quotes what the request was `about`."""
    return {
        "code": code,
        "message": MESSAGES.get(code, f"Error {code}").format(about=about),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def inbound_parameters(text: Text, opt_out_type: str) -> dict[str, str]:
    """Give the parameters of the webhook of an inbound text."""
    given = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": text.sid,
        "NumMedia": str(len(text.media)),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": text.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text.body,
        "FromCountry": "US",
        "To": text.to,
        "ToZip": "",
        "NumSegments": str(text.parts),
        "MessageSid": text.sid,
        "AccountSid": text.account_sid,
        "From": text.sender,
        "ApiVersion": VERSION,
    }
    for place, media in enumerate(text.media):
        given[f"MediaUrl{place}"] = media["url"]
        given[f"MediaContentType{place}"] = media["content_type"]
    return given | ({"OptOutType": opt_out_type} if opt_out_type else {})


def status_parameters(text: Text, status: str) -> dict[str, str]:
    """Give the parameters of a status callback."""
    given = {
        "ApiVersion": VERSION,
        "MessageStatus": status,
        "SmsSid": text.sid,
        "SmsStatus": status,
        "To": text.to,
        "From": text.sender,
        "MessageSid": text.sid,
        "AccountSid": text.account_sid,
    }
    return given | ({"ErrorCode": str(text.error_code)} if text.error_code else {})


def signature(auth_token: str, url: str, parameters: Mapping[str, str]) -> str:
    """Sign a webhook: HMAC-SHA1 over the address and the sorted parameters."""
    signed = url + "".join(name + parameters[name] for name in sorted(parameters))
    digest = hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _date(moment: str | None) -> str | None:
    return format_datetime(datetime.fromisoformat(moment)) if moment else None
