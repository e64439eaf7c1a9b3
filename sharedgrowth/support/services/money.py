"""DO: the money of a project: committed at the selection, bound by the agreement, drawn by claims, the rest given back.

Only whole steps are taken here; what a fund allows is decided by the funds. Source: domain 15.
"""

from sharedgrowth.funds.models import Commitment
from sharedgrowth.funds.states import CommitmentState

OPEN = (CommitmentState.REQUESTED, CommitmentState.APPROVED, CommitmentState.CONTRACTED, CommitmentState.PARTLY_DRAWN)


def commitment_of(project) -> Commitment | None:
    """The project's commitment, as it is now."""
    return Commitment.objects.filter(pk=project.commitment_id).first() if project.commitment_id else None


def bind_commitment(project, *, by) -> None:
    """The agreement is signed by both: the money is bound by contract."""
    commitment = commitment_of(project)
    if commitment is not None and commitment.state == CommitmentState.APPROVED:
        from sharedgrowth.funds.services import commitments

        commitments.contract(commitment, by=by)


def release_rest(project, *, reason: str, by) -> None:
    """What is not drawn goes back to its line."""
    commitment = commitment_of(project)
    if commitment is not None and commitment.state in OPEN:
        from sharedgrowth.funds.services import commitments

        commitments.release(commitment, reason=str(reason), by=by)


def ask_money(claim, *, by):
    """A drawdown from the project's commitment for a claim: its invoices are the evidence (FND-03, FND-09)."""
    from sharedgrowth.funds.services import drawdowns

    files, numbers = [], []
    for item in claim.items.select_related("invoice").prefetch_related("quotes"):
        files += [each for each in (item.invoice, *item.quotes.all()) if each is not None]
        numbers.append(f"{item.vendor_brn}/{item.invoice_number}")
    return drawdowns.request_drawdown(
        commitment_of(claim.project),
        tranche=claim.tranche,
        amount=claim.amount_won,
        evidence=files,
        invoice_numbers=numbers,
        note=f"{claim.number} {claim.note}".strip(),
        by=by,
    )
