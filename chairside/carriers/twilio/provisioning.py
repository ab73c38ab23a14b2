"""Where Twilio sends the texts to a number: three places in its console may say so.

A messaging service that holds the number overrules the number's own address, unless the service defers
to it; a TwiML application overrules both of the number's addresses. Source: Twilio's API reference,
"Services resource" (InboundRequestUrl, UseInboundWebhookOnNumber) and "IncomingPhoneNumber resource".
"""

from __future__ import annotations

from typing import Any

from twilio.rest import Client

from chairside.carriers.port import Webhook

MOST_SERVICES = 20
MOST_SENDERS = 400  # what Twilio lets one service hold


async def find_webhook(client: Client, number: str) -> Webhook | None:
    """Give the address that counts; None when the account has no such number."""
    found = await client.incoming_phone_numbers.list_async(phone_number=number, limit=5)
    own = next((one for one in found if one.phone_number == number), None)
    if own is None:
        return None
    return await _of_service(client, number) or _of_number(own)


async def _of_service(client: Client, number: str) -> Webhook | None:
    for service in await client.messaging.v1.services.list_async(limit=MOST_SERVICES):
        if service.use_inbound_webhook_on_number:
            continue
        senders = await service.phone_numbers.list_async(limit=MOST_SENDERS)
        if any(sender.phone_number == number for sender in senders):
            address, method = service.inbound_request_url or "", service.inbound_method or "POST"
            return Webhook(address, method, service.fallback_url or "", "messaging service")
    return None


def _of_number(own: Any) -> Webhook:
    if own.sms_application_sid:
        return Webhook("", "", "", "TwiML application")
    return Webhook(own.sms_url or "", own.sms_method or "POST", own.sms_fallback_url or "", "number")
