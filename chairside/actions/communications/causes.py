"""Which kind of communication is answered for by which cause."""

from chairside.actions.campaigns.about_campaigns import AboutCampaigns
from chairside.actions.communications.about_recare import AboutRecare
from chairside.actions.communications.about_statements import AboutStatements
from chairside.actions.communications.about_visits import AboutVisits
from chairside.actions.communications.cause import Cause
from chairside.rules.communications.kinds import Kind

CAUSES: dict[str, type[Cause]] = {
    Kind.APPOINTMENT: AboutVisits,
    Kind.RECARE: AboutRecare,
    Kind.CAMPAIGN: AboutCampaigns,
    Kind.STATEMENT: AboutStatements,
}


def cause_of(kind: str) -> type[Cause]:
    """Give what knows about planned texts of this kind."""
    return CAUSES[kind]
