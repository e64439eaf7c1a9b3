"""What comes after a decision to award, on the dashboard, and the words of its timeline."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.bidding import policies, queries
from purchasing.bidding.views.shown import address

DECIDERS = frozenset({"CP", "AP"})
BIDDERS = frozenset({"SA", "BD"})


def objections(request: HttpRequest) -> Iterable[Row]:
    """Objections that this person may decide on: each stops an award."""
    for objection in queries.objections_waiting_for(request.user):
        if not policies.may_decide_objection(request.user, objection):  # e.g. who has judged, or belongs to a bidder
            continue
        tender = objection.tender
        yield Row(
            title=_("Decide on objection %(number)s: %(title)s")
            % {"number": objection.number, "title": f"{tender.number} {tender.title}"},
            consequence=_("Nothing is awarded before the decision."),
            due=objection.answer_by,
            url=address(tender, "objection-detail", objection.uid),
            verb=_("Decide"),
            kind="warn",
            icon="scale",
            primary=True,
        )


def contracts(request: HttpRequest) -> Iterable[Row]:
    """The officer's own awards that wait for their contract."""
    for tender in queries.contracts_due(request.user):
        yield Row(
            title=_("Record the contract: %(title)s") % {"title": f"{tender.number} {tender.title}"},
            consequence=_("After this day the next in line may be proposed instead."),
            due=queries.sign_by(tender),
            url=address(tender, "contract-record"),
            verb=_("Record"),
            kind="wait",
            icon="file-check",
            soon=3,
        )


def debriefs(request: HttpRequest) -> Iterable[Row]:
    """Decisions on tenders in which the own company has bid, as long as it may object."""
    today = page_now(request).astimezone(SEOUL).date()
    for standstill in queries.standstills_of_bidder(request.user):
        tender = standstill.tender
        if standstill.last_day < today - timedelta(days=1):
            continue
        winner = standstill.decision.bid.company_id == request.user.company_id
        named = {"title": f"{tender.number} {tender.title}"}
        yield Row(
            title=_("To be awarded to your company: %(title)s") % named if winner else _("Decided: %(title)s") % named,
            consequence=_("The award is made after the standstill, if nothing stops it.")
            if winner
            else _("Why, and where the own bid stood. An objection is possible until this day."),
            due=standstill.last_day,
            url=address(tender, "debrief"),
            verb=_("Read"),
            kind="win" if winner else "info",
        )


cards.add("bidding-objections", Card(rows=objections, roles=DECIDERS, order=15))
cards.add("bidding-contracts", Card(rows=contracts, roles=frozenset({"PO"}), order=25))
cards.add("bidding-debriefs", Card(rows=debriefs, roles=BIDDERS, order=28))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "tender.evaluation_documented": gettext_lazy("Evaluation kept as a document"),
    "tender.stand_still": gettext_lazy("Award approved, standstill begun"),
    "tender.reopen_evaluation": gettext_lazy("Evaluation opened again"),
    "ruling.reconsider": gettext_lazy("Verdict open again"),
    "tender.take_back": gettext_lazy("Award taken back"),
    "tender.lapse": gettext_lazy("Award lapsed"),
    "tender.contract": gettext_lazy("Contract recorded"),
    "tender.objection_lodged": gettext_lazy("Objection lodged: the award waits"),
    "tender.objection_withdrawn": gettext_lazy("Objection withdrawn"),
    "tender.objection_upheld": gettext_lazy("Objection upheld"),
    "tender.objection_rejected": gettext_lazy("Objection rejected"),
    "tender.contract_due": gettext_lazy("Reminded of the contract"),
    "tender.contract_over": gettext_lazy("Last day for signing"),
    "objection.lodged": gettext_lazy("Lodged"),
    "objection.due": gettext_lazy("Reminded of the decision"),
    "objection.last_day": gettext_lazy("Reminded on the last day"),
    "objection.overdue": gettext_lazy("The day of the decision has passed"),
    "objection.uphold": gettext_lazy("Upheld by who took no part"),
    "objection.reject": gettext_lazy("Rejected by who took no part"),
    "objection.withdraw": gettext_lazy("Withdrawn by the company"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)
