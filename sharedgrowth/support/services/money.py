"""DO: the money of a project: committed at the selection, bound by the agreement, drawn by claims, the rest given back.

Only whole steps are taken here; what a fund allows is decided by the funds. Source: domain 15.
"""

from collections.abc import Iterable
from typing import Any

from portal.files.models import File
from portal.people.models import User
from sharedgrowth.funds.models import Commitment, Drawdown
from sharedgrowth.funds.queries.lines import left_of
from sharedgrowth.funds.services import commitments, drawdowns
from sharedgrowth.funds.states import CommitmentState, DrawdownState
from sharedgrowth.support.models import Claim, ClaimItem, Project
from sharedgrowth.support.queries.claims import earning_items
from sharedgrowth.support.rules.projects import TRANCHES

OPEN = (CommitmentState.REQUESTED, CommitmentState.APPROVED, CommitmentState.CONTRACTED, CommitmentState.PARTLY_DRAWN)


def commitment_of(project: Project) -> Commitment | None:
    """The project's commitment, as it is now."""
    rows = Commitment.objects.select_related("line__year__fund", "company")
    return rows.filter(pk=project.commitment_id).first() if project.commitment_id else None


def bind_commitment(project: Project, *, by: User) -> None:
    """The agreement is signed by both: the money is bound by contract."""
    commitment = commitment_of(project)
    if commitment is not None and commitment.state == CommitmentState.APPROVED:
        commitments.contract_commitment(commitment, by=by)


def release_rest(project: Project, *, reason: str, by: User | None) -> None:
    """What is not drawn goes back to its line."""
    commitment = commitment_of(project)
    if commitment is not None and commitment.state in OPEN and left_of(commitment) > 0:
        commitments.release(commitment, reason=str(reason), by=by)


def drop_money(claim: Claim, *, reason: object, by: User | None) -> None:
    """The claim ends: a drawdown that the fund has sent back ends with it, and its money is free for another claim."""
    if claim.drawdown is not None:
        drawdowns.drop_returned(claim.drawdown, reason=str(reason), by=by)


def _files_of(items: Iterable[ClaimItem]) -> list[File]:
    return [file for item in items for file in (item.invoice, *item.quotes.all()) if file is not None]


def ask_money(claim: Claim, *, by: User) -> Drawdown:
    """A drawdown from the project's commitment for a claim: its invoices are the evidence (FND-03, FND-09),
    of the last tranche the papers of the result as well.

    One that the fund has sent back is completed; there is never a second one for the same claim.
    """
    commitment = commitment_of(claim.project)
    if commitment is None:
        raise AssertionError(f"{claim} was started without a commitment")
    items = list(claim.items.select_related("invoice").prefetch_related("quotes"))
    numbers = [f"{item.vendor_brn}/{item.invoice_number}" for item in items]
    files = _files_of(items)
    if claim.tranche == len(TRANCHES):  # it rests on the verified result
        files += [kpi.after_file for kpi in claim.project.kpis.select_related("after_file") if kpi.after_file]
    if not files:  # earned by invoices of earlier claims: their numbers are in the fund, their papers are shown again
        files = _files_of(earning_items(claim.project))
    told: dict[str, Any] = {
        "amount": claim.amount_won,
        "evidence": files,
        "invoice_numbers": numbers,
        "note": f"{claim.number} {claim.note}".strip(),
        "by": by,
    }
    if claim.drawdown is not None and claim.drawdown.state == DrawdownState.RETURNED:
        return drawdowns.complete_drawdown(claim.drawdown, **told)
    return drawdowns.request_drawdown(commitment, tranche=claim.tranche, **told)
