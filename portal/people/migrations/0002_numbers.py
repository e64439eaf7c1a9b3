"""The counter of company numbers; moves and history held in the database."""

from django.db import migrations

from portal.audit.operations import AllowedMoves, AppendOnly, NumberSequence
from portal.people import states

FLOWS = {
    "Company": states.COMPANY_FLOW,
    "CompanyProposal": states.PROPOSAL_FLOW,
    "Membership": states.MEMBERSHIP_FLOW,
    "JoinRequest": states.JOIN_FLOW,
    "Invitation": states.INVITATION_FLOW,
    "Certificate": states.CERTIFICATE_FLOW,
}


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        NumberSequence("CMP"),
        AppendOnly("Standing"),
        *[AllowedMoves(model, flow.pairs()) for model, flow in FLOWS.items()],
    ]
