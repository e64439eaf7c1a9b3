"""Who reads the evidence of payments, donation receipts and reports of grants."""

from portal.files.models import File
from portal.files.registry import readers
from portal.people.models import User
from sharedgrowth.funds.models import DonationReceipt, Drawdown, GrantReport
from sharedgrowth.funds.queries import gem as gem_queries
from sharedgrowth.funds.queries import lines as queries


@readers.register("funds.evidence")
def reads_evidence(user: User, file: File) -> bool | None:
    """Who sees the payment, the receipt or the project that the file belongs to."""
    drawdown = Drawdown.objects.filter(evidence=file).first()
    if drawdown is not None:
        return _said(user, queries.drawdowns_visible_to(user).filter(pk=drawdown.pk).exists())
    if DonationReceipt.objects.filter(file=file).exists():
        return _said(user, queries.reads_funds(user))
    report = GrantReport.objects.filter(evidence=file).select_related("grant").first()
    if report is not None:
        mine = gem_queries.proposals_visible_to(user).filter(pk=report.grant.proposal_id)
        return _said(user, mine.exists())
    return None


def _said(user: User, reads: bool) -> bool | None:
    """A no that holds for staff; a firm may still have another ground to read its own file."""
    if reads:
        return True
    return False if user.is_internal else None
