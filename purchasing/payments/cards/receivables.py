"""Receivables, rates and claims on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.display import money_full
from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.payments import policies, queries
from purchasing.payments.queries.escrow_interest import earning_without_rate, interest_unpaid

OWN_MONEY = frozenset({"SA", "SF"})
MOST = 8


def _page(receivable) -> str:
    return reverse("payments:receivable-detail", args=[receivable.uid])


def to_issue(request: HttpRequest) -> Iterable[Row]:
    """Drafts that another person made out."""
    for receivable in queries.to_check(request.user)[:MOST]:
        named = {"number": receivable.number, "company": receivable.holder.name}
        yield Row(
            title=_("Check and issue %(number)s to %(company)s") % named,
            consequence=_("%(amount)s; without it the amount is paid in cash.")
            % {"amount": money_full(receivable.face)},
            due=receivable.matures_on,
            url=_page(receivable),
            verb=pgettext("payment", "Check"),
            kind="wait",
            icon="shield-check",
        )


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """What was given to the own company."""
    for receivable in queries.to_accept(request.user)[:MOST]:
        named = {"number": receivable.number, "company": receivable.issuer.name}
        yield Row(
            title=_("%(number)s from %(company)s: accept or refuse") % named,
            consequence=_("Silence for two business days accepts it. Accepted, it can be drawn early."),
            due=receivable.matures_on,
            url=_page(receivable),
            verb=pgettext("payment", "Look at it"),
            kind="wait",
            icon="coin",
        )


def requests(request: HttpRequest) -> Iterable[Row]:
    """What the other side asks."""
    for asked in queries.requests_waiting_for(request.user)[:MOST]:
        if policies.may_decide_request(request.user, asked):
            yield Row(
                title=f"{asked.receivable.number}: {asked.get_kind_display()}",
                consequence=_("Nothing changes before you agree."),
                url=_page(asked.receivable),
                verb=_("Answer"),
                kind="warn",
                icon="scale",
            )


def rates(request: HttpRequest) -> Iterable[Row]:
    """Rates that another person entered."""
    for rate in queries.rates_to_confirm(request.user)[:MOST]:
        yield Row(
            title=_("Confirm a rate: %(kind)s") % {"kind": rate.get_kind_display()},
            consequence=_("Without it the rate before stays in force."),
            due=rate.valid_from,
            url=reverse("payments:rate-list"),
            verb=_("Compare"),
            kind="wait",
            icon="trending-up",
        )


def parts_to_sign(request: HttpRequest) -> Iterable[Row]:
    """Parts of claims that wait for the own signature."""
    for line in queries.lines_to_answer(request.user)[:MOST]:
        yield Row(
            title=_("Sign the own part of claim %(number)s") % {"number": line.claim.number},
            consequence=_("Without a signature its money is not given."),
            due=line.claim.answer_by,
            url=reverse("payments:claim-detail", args=[line.claim.uid]),
            verb=_("Sign"),
            kind="wait",
            icon="file-check",
        )


def to_certify(request: HttpRequest) -> Iterable[Row]:
    """Claims that all suppliers have answered."""
    for claim in queries.claims_to_certify(request.user)[:MOST]:
        yield Row(
            title=_("Certify claim %(number)s of %(company)s")
            % {"number": claim.number, "company": claim.contract.payee.name},
            consequence=_("Before that no supplier of the second tier has its receivable."),
            url=reverse("payments:claim-detail", args=[claim.uid]),
            verb=_("Certify"),
            kind="wait",
            icon="shield-check",
        )


def escrow_interest(request: HttpRequest) -> Iterable[Row]:
    """Own interest that the trustee has to pay; for finance all of it, and parts that no rate lets earn any."""
    finance = request.user.is_internal
    if finance and (missing := earning_without_rate().count()):
        yield Row(
            title=_("No rate of interest on money in escrow is in force"),
            consequence=_("Parts that earn nothing without it: %(count)s. It is booked when a rate is confirmed.")
            % {"count": missing},
            url=reverse("payments:rate-list"),
            verb=_("Enter it"),
            kind="bad",
            icon="alert-triangle",
        )
    found = interest_unpaid() if finance else interest_unpaid().filter(issuer=request.user.company_id)
    for part in found[:MOST]:
        yield Row(
            title=_("Interest of the escrow on %(number)s") % {"number": part.number},
            consequence=_("The trustee owes it to %(company)s, which says on the page when it has come.")
            % {"company": part.issuer.name},
            url=_page(part),
            verb=pgettext("payment", "Look at it"),
            kind="wait",
            icon="coin",
        )


cards.add("payments-receivables-issue", Card(rows=to_issue, roles=frozenset({"FI"}), order=22))
cards.add("payments-receivables-answer", Card(rows=to_answer, roles=OWN_MONEY, order=22))
cards.add("payments-receivables-requests", Card(rows=requests, roles=OWN_MONEY | {"FI", "CP"}, order=23))
cards.add("payments-escrow-interest", Card(rows=escrow_interest, roles=OWN_MONEY | {"FI"}, order=24))
cards.add("payments-rates", Card(rows=rates, roles=frozenset({"FI", "AP"}), order=24))
cards.add("payments-claims-sign", Card(rows=parts_to_sign, roles=OWN_MONEY, order=23))
cards.add("payments-claims-certify", Card(rows=to_certify, roles=frozenset({"PO", "AP"}), order=24))

WORDS = {
    "receivable.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "obligation.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "claim.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "book.exported": gettext_lazy("Taken out as a workbook"),
    "book.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "posting.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "ratioreport.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "receivable.made_out": gettext_lazy("Made out"),
    "receivable.issue": pgettext_lazy("deed", "Issued"),
    "receivable.refuse": pgettext_lazy("payment", "Refused"),
    "receivable.use": gettext_lazy("A part used"),
    "receivable.use_up": gettext_lazy("Used up"),
    "receivable.give_back": gettext_lazy("A part came back"),
    "receivable.give_all_back": gettext_lazy("All parts came back"),
    "receivable.credited": gettext_lazy("Reduced by a credit note"),
    "receivable.mature": gettext_lazy("Fell due"),
    "receivable.funded": gettext_lazy("Money in escrow"),
    "receivable.settle": gettext_lazy("Paid out by escrow"),
    "receivable.default": gettext_lazy("Not paid by the buyer"),
    "receivable.interest_earned": gettext_lazy("Interest of the escrow earned"),
    "receivable.interest_waits": gettext_lazy("Interest waits for a rate"),
    "receivable.interest_paid": gettext_lazy("Interest of the escrow received"),
    "receivable.fee_changed": gettext_lazy("Fee reckoned anew"),
    "receivable.fee_paid": gettext_lazy("Fee received"),
    "receivable.cancel_asked": gettext_lazy("One side wants to cancel it"),
    "receivable.default_asked": gettext_lazy("A default waits for a second person"),
    "receivable.cancel_declined": gettext_lazy("The other side does not cancel it"),
    "receivable.default_declined": gettext_lazy("No default"),
    "receivable.repaid_asked": gettext_lazy("The bank has its money back: waits for a second person"),
    "receivable.repaid_declined": gettext_lazy("The bank does not have its money back"),
    "receivable.bank_repaid": gettext_lazy("The bank has its money back"),
    "receivable.clear": gettext_lazy("Everybody has been paid"),
    "claim.drafted": gettext_lazy("Begun"),
    "claim.lines_set": gettext_lazy("Parts entered"),
    "claim.send": gettext_lazy("Sent to the suppliers"),
    "claim.confirm": gettext_lazy("Answered by all suppliers"),
    "claim.certify": gettext_lazy("Certified by the buyer"),
    "claim.fund": gettext_lazy("Money in escrow"),
    "claim.pay": gettext_lazy("Second tier paid"),
    "obligation.cover": gettext_lazy("Covered by a receivable"),
    "obligation.uncover": gettext_lazy("No longer covered by a receivable"),
    "obligation.partly_covered": gettext_lazy("Partly covered by a receivable"),
    "obligation.uncovered": gettext_lazy("A cover came off"),
    "buyerrate.entered": pgettext_lazy("rate", "Entered"),
    "buyerrate.confirm": pgettext_lazy("rate", "Confirmed"),
    "buyerrate.refuse": pgettext_lazy("rate", "Refused"),
}
for _name, _words in WORDS.items():
    deeds.add(f"payments.{_name}", _words)
deeds.add("people.company.amounts_seen", gettext_lazy("Amounts looked at that are not open"))
deeds.add("people.company.exported", gettext_lazy("Taken out as a workbook"))
