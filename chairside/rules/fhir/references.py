"""Who is who in a file: which address names which resource."""

from chairside.rules.fhir.parts import Part

LONGEST_ID = 100
"""FHIR allows 64 letters; some systems use more."""


class References:
    """The resources of a file by their kind and id, and by their full address."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def remember(self, resource: Part, address: str) -> None:
        """Note a resource; an id or an address that stands twice breaks the file: nobody knows which counts."""
        name = resource.text("id")
        if not name:
            raise resource.broken("id is missing")
        if len(name) > LONGEST_ID:
            raise resource.broken(f"the id is longer than {LONGEST_ID} letters")
        own = f"{resource.text('resourceType')}/{name}"
        if own in self._known:
            raise resource.broken("this id is in the file twice")
        if address and self._known.get(address, own) != own:
            raise resource.broken("this fullUrl is in the file twice")
        self._known[own] = own
        if address:
            self._known[address] = own

    def find(self, reference: str, kind: str) -> str | None:
        """Give the id of what is referred to, if it is of this kind and in the file.

        A reference is a full address, or ends in Kind/id, with a version perhaps (R4, 2.3.0).
        """
        plain = reference.partition("/_history/")[0]
        own = self._known.get(plain) or self._known.get("/".join(plain.split("/")[-2:]), "")
        return own.removeprefix(f"{kind}/") if own.startswith(f"{kind}/") else None
