"""The funds on the pages of the ground floor: menu, what waits on the dashboard, the words of the audit trail."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.home.registry import Card, MenuItem, Programme, Row, cards, menu, programmes
from portal.words import deeds
from sharedgrowth.funds.models import Commitment, Contribution, Fund, GemFund, Proposal
from sharedgrowth.funds.policies import gem as gem_policies
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.queries import gem as gem_queries
from sharedgrowth.funds.queries import lines as queries
from sharedgrowth.funds.queries.figures import waiting_transfers
from sharedgrowth.funds.states import CommitmentState, DrawdownState, FundState
from sharedgrowth.funds.states.gem import ContributionState, GemState, ProposalState

STAFF = frozenset(queries.STAFF)
OWN = frozenset(queries.OWN)
MOST = 8

menu.add(
    "funds", MenuItem(label=gettext_lazy("Funds"), url_name="funds:fund-list", roles=STAFF | OWN, order=66, icon="coin")
)


programmes.add(
    "gem",
    Programme(
        direction="care",
        name=gettext_lazy("GEM matching funds"),
        summary=gettext_lazy("Raw-material partners and the buyer pay the same, for schools, forests and training."),
        url_name="funds:gem-list",
        order=40,
    ),
)


def _row(title: str, why: object, url: str, verb: object, *, kind: str = "wait") -> Row:
    return Row(title=title, consequence=why, url=url, verb=verb, kind=kind, icon="coin")


def to_decide(request: HttpRequest) -> Iterable[Row]:
    """Commitments and payments that this person can approve, check or audit; plans and transfers."""
    user = request.user
    requested = queries.commitments_visible_to(user).filter(state=CommitmentState.REQUESTED)
    for commitment in requested.order_by("pk")[:MOST]:
        if policies.may_approve_commitment(user, commitment):
            title = _("Approve the commitment: %(number)s %(company)s") % _named(commitment)
            url = reverse("funds:commitment-detail", args=[commitment.uid])
            yield _row(title, _("Until then its agreement cannot be signed."), url, _("Look"))
    steps = {
        DrawdownState.REQUESTED: (policies.may_check_drawdown, _("Check the payment: %(number)s %(company)s")),
        DrawdownState.CHECKED: (policies.may_approve_drawdown, _("Approve the payment: %(number)s %(company)s")),
    }
    for drawdown in queries.drawdowns_visible_to(user).filter(state__in=list(steps)).order_by("pk")[:MOST]:
        may, words = steps[DrawdownState(drawdown.state)]
        if may(user, drawdown):
            named = {"number": drawdown.number, "company": drawdown.commitment.company.name}
            url = reverse("funds:drawdown-detail", args=[drawdown.uid])
            yield _row(words % named, _("The firm waits for its money."), url, _("Look"))
    yield from _plans(request)


def _named(commitment: Commitment) -> dict[str, str]:
    return {"number": commitment.number, "company": commitment.company.name}


def _plans(request: HttpRequest) -> Iterable[Row]:
    user = request.user
    for fund in Fund.objects.filter(state=FundState.PLANNED)[:MOST]:
        if policies.may_approve_fund(user, fund):
            url = reverse("funds:fund-detail", args=[fund.code])
            yield _row(_("Approve the plan of %(code)s") % {"code": fund.code}, "", url, _("Look"))
    if user.has_role("FM", "AP"):
        for transfer in waiting_transfers()[:MOST]:
            url = reverse("funds:fund-detail", args=[transfer.source.year.fund.code])
            yield _row(
                _("Decide on transfer %(number)s") % {"number": transfer.number}, transfer.reason, url, _("Look")
            )


def to_audit(request: HttpRequest) -> Iterable[Row]:
    """The audit sample."""
    sampled = queries.drawdowns_visible_to(request.user).filter(sampled=True, state=DrawdownState.PAID)
    for drawdown in sampled.order_by("pk")[:MOST]:
        url = reverse("funds:drawdown-detail", args=[drawdown.uid])
        words = _("In the audit sample: %(number)s") % {"number": drawdown.number}
        yield _row(words, drawdown.commitment.purpose, url, _("Look"))


def own(request: HttpRequest) -> Iterable[Row]:
    """What a firm can ask for, what it has to complete."""
    user = request.user
    returned = queries.drawdowns_visible_to(user).filter(state=DrawdownState.RETURNED)
    for drawdown in returned[:MOST]:
        url = reverse("funds:drawdown-detail", args=[drawdown.uid])
        words = _("Complete payment %(number)s") % {"number": drawdown.number}
        yield _row(words, drawdown.remark, url, pgettext("drawdown", "Complete"), kind="warn")
    open_ones = (CommitmentState.CONTRACTED, CommitmentState.PARTLY_DRAWN)
    for commitment in queries.commitments_visible_to(user).filter(state__in=open_ones)[:MOST]:
        url = reverse("funds:commitment-detail", args=[commitment.uid])
        words = _("Support is promised: %(purpose)s") % {"purpose": commitment.purpose}
        yield _row(words, _("A tranche can be asked for with its evidence."), url, _("Look"), kind="info")


def gem(request: HttpRequest) -> Iterable[Row]:
    """Signatures, votes and contributions that wait for this person."""
    user = request.user
    funds = gem_queries.gem_funds_visible_to(user)
    for fund in funds.filter(state=GemState.PROPOSED)[:MOST]:
        if gem_policies.may_speak(user, fund):
            words = _("Sign the GEM matching fund %(gem)s") % {"gem": fund.gem_name}
            yield _row(words, _("With both signatures it is agreed."), _gem_url(fund), _("Look"))
    listed = gem_queries.proposals_visible_to(user).filter(state=ProposalState.SHORTLISTED)
    for proposal in listed[:MOST]:
        if gem_policies.may_vote(user, proposal):
            words = _("Vote on %(number)s: %(operator)s") % {"number": proposal.number, "operator": proposal.operator}
            yield _row(words, _("Both companies decide together."), _proposal_url(proposal), _("Vote"))
    waiting = (ContributionState.REQUESTED, ContributionState.OVERDUE, ContributionState.PARTLY)
    due = Contribution.objects.filter(state__in=waiting, year__fund__in=funds).select_related("year__fund")
    if not user.is_internal:
        due = due.filter(side="partner")
    elif not user.has_role("FI", "SG"):
        due = due.none()
    for each in due.order_by("due_on")[:MOST]:
        yield Row(
            title=_("Contribution to %(gem)s: %(side)s")
            % {"gem": each.year.fund.gem_name, "side": each.get_side_display()},
            consequence=_("Only what both have paid alike can be spent."),
            due=each.due_on,
            url=_gem_url(each.year.fund),
            verb=_("Look"),
            kind="late" if each.state == ContributionState.OVERDUE else "wait",
            icon="world",
        )


def _gem_url(fund: GemFund) -> str:
    return reverse("funds:gem-detail", args=[fund.number])


def _proposal_url(proposal: Proposal) -> str:
    return reverse("funds:gem-proposal", args=[proposal.uid])


cards.add("funds-decide", Card(rows=to_decide, roles=frozenset({"FM", "FI", "AP"}), order=52))
cards.add("funds-audit", Card(rows=to_audit, roles=frozenset({"AU"}), order=52))
cards.add("funds-own", Card(rows=own, roles=OWN, order=52))
cards.add("funds-gem", Card(rows=gem, roles=frozenset({"AP", "FI", "SG"}) | OWN, order=53))

WORDS = {
    "fund.planned": gettext_lazy("Plan entered"),
    "fund.open": pgettext_lazy("fund", "Open"),
    "fund.close": pgettext_lazy("fund", "Closed"),
    "fund.extended": gettext_lazy("Extended by one year"),
    "budgetline.allocated": gettext_lazy("Allocated"),
    "budgetyear.closed": pgettext_lazy("year", "Closed"),
    "commitment.requested": pgettext_lazy("commitment", "Requested"),
    "commitment.contract": pgettext_lazy("commitment", "Agreement signed"),
    "commitment.draw": pgettext_lazy("commitment", "Partly drawn"),
    "commitment.finish": pgettext_lazy("commitment", "Fully drawn"),
    "commitment.reopen": gettext_lazy("Money came back"),
    "commitment.release": pgettext_lazy("commitment", "Released"),
    "commitment.released_in_part": gettext_lazy("Released in part"),
    "commitment.refuse": pgettext_lazy("commitment", "Refused"),
    "drawdown.requested": pgettext_lazy("drawdown", "Requested"),
    "drawdown.check": pgettext_lazy("drawdown", "Checked by the fund manager"),
    "drawdown.approve": pgettext_lazy("drawdown", "Approved by finance"),
    "drawdown.complete": pgettext_lazy("drawdown", "Completed"),
    "drawdown.refuse": pgettext_lazy("drawdown", "Refused"),
    "drawdown.pay": pgettext_lazy("drawdown", "Paid"),
    "drawdown.sampled": gettext_lazy("Chosen for the audit"),
    "drawdown.audit": pgettext_lazy("drawdown", "Audited"),
    "drawdown.reclaim": pgettext_lazy("drawdown", "Claimed back"),
    "drawdown.repaid": gettext_lazy("Paid back"),
    "transfer.asked": pgettext_lazy("transfer", "Asked for"),
    "transfer.approve": pgettext_lazy("transfer", "Transferred"),
    "transfer.refuse": pgettext_lazy("transfer", "Refused"),
    "gemfund.proposed": pgettext_lazy("gem", "Proposed"),
    "gemfund.signed": gettext_lazy("Signed for one company"),
    "gemfund.agree": pgettext_lazy("gem", "Agreed by both"),
    "gemfund.start": pgettext_lazy("gem", "Active"),
    "gemfund.wind_up": pgettext_lazy("gem", "Closing"),
    "gemfund.extend": pgettext_lazy("gem", "Extended by a new fund"),
    "proposal.submitted": pgettext_lazy("proposal", "Submitted"),
    "proposal.shortlist": pgettext_lazy("proposal", "Before the joint committee"),
    "proposal.voted": gettext_lazy("One company has voted"),
    "proposal.grant": pgettext_lazy("proposal", "Granted"),
    "proposal.start": pgettext_lazy("proposal", "In progress"),
    "proposal.report": pgettext_lazy("proposal", "Final report received"),
    "proposal.accept": pgettext_lazy("proposal", "Accepted"),
    "proposal.recover": pgettext_lazy("proposal", "Money claimed back"),
    "proposal.refuse": pgettext_lazy("proposal", "Refused"),
}
for _name, _words in WORDS.items():
    deeds.add(f"funds.{_name}", _words)
