"""Set who pays for whom, where a table says something new."""

from __future__ import annotations

from uuid import UUID

from chairside.actions.importing.contacts import Said
from chairside.actions.importing.known import point, sort_records
from chairside.actions.importing.report import Count
from chairside.models import Organization


def set_guarantors(organization: Organization, payers: dict[str, str], ids: dict[str, UUID]) -> None:
    """Set them; `payers` and `ids` go by the ids in the file. Without a word a new patient's is the contact."""
    changes = sort_records(organization, "guarantor", [Said(*pair) for pair in sorted(payers.items())], Count())
    point("primary_guarantor_id", {ids[one.id]: ids[one.speaker] for one in [*changes.new, *changes.changed]})
