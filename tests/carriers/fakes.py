"""Carriers that say what a test wants."""

from chairside.carriers.media import Unfetchable, Why
from chairside.carriers.port import CarrierText, NotSent


class Listing:
    """A carrier that only lists: what it has, unless it fails."""

    def __init__(self, *texts: CarrierText) -> None:
        self.texts = list(texts)
        self.is_away = False
        self.asked: list[dict] = []

    async def list_texts(self, account, **asked):
        self.asked.append({"sid": account.sid, **asked})
        if self.is_away:
            raise NotSent("the carrier could not be reached")
        wanted = [
            text for text in self.texts
            if asked.get("to_number", text.to_number) == text.to_number
            and asked.get("from_number", text.from_number) == text.from_number
            and asked["since"] <= text.created_at
        ]  # fmt: skip
        return sorted(wanted, key=lambda text: text.created_at, reverse=True)[: asked["limit"]]


class Shelf:
    """A source of pictures: bytes, or what is to be raised, by address."""

    def __init__(self, **things) -> None:
        self.things = things
        self.listed = []

    async def fetch(self, account, url, most):
        thing = self.things.get(url)
        if thing is None:
            raise Unfetchable(Why.GONE)
        if isinstance(thing, Exception):
            raise thing
        return thing

    async def list_media(self, account, carrier_id):
        return self.listed
