"""Who is told of commitments, payments, transfers, the match, the year's end. No amounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.funds.models import BudgetYear, Commitment, Drawdown, Fund, GovMatch, Transfer

OWN = ("SA", "SF")
COMMITMENT, DRAWDOWN, FUND, LINE = (
    "funds:commitment-detail",
    "funds:drawdown-detail",
    "funds:fund-detail",
    "funds:line-detail",
)

KINDS = [
    Kind(
        key="funds.to_approve",
        title=_("A commitment waits for your approval: %(number)s"),
        text=_("%(purpose)s. Who selected the firm does not approve it."),
    ),
    Kind(key="funds.commitment_refused", title=_("Commitment %(number)s was refused"), text=_("%(reason)s")),
    Kind(
        key="funds.commitment_contracted",
        title=_("Support is promised to your company: %(number)s"),
        text=_("%(purpose)s. The first tranche can be asked for now."),
    ),
    Kind(
        key="funds.drawdown_requested",
        title=_("A payment from a fund is to be checked: %(number)s"),
        text=_("%(purpose)s. Look at its evidence and its invoices."),
    ),
    Kind(
        key="funds.drawdown_checked",
        title=_("A payment from a fund waits for finance: %(number)s"),
        text=_("%(purpose)s. The fund manager has checked the evidence."),
    ),
    Kind(
        key="funds.drawdown_returned",
        title=_("Payment %(number)s: something is missing"),
        text=_("%(remark)s"),
        essential=True,
    ),
    Kind(key="funds.drawdown_refused", title=_("Payment %(number)s was refused"), text=_("%(remark)s"), essential=True),
    Kind(
        key="funds.drawdown_sampled",
        title=_("In the audit sample: %(number)s"),
        text=_("%(purpose)s. Write down what you looked at and what you found."),
    ),
    Kind(
        key="funds.drawdown_reclaimed",
        title=_("Support is claimed back: %(number)s"),
        text=_("%(remark)s"),
        essential=True,
    ),
    Kind(
        key="funds.plan_waits",
        title=_("The plan of fund %(code)s waits for approval"),
        text=_("Who entered the plan does not approve it."),
    ),
    Kind(
        key="funds.transfer_asked",
        title=_("A transfer between lines waits for a decision: %(number)s"),
        text=_("%(reason)s"),
    ),
    Kind(key="funds.transfer_decided", title=_("Transfer %(number)s is decided"), text=_("%(answer)s")),
    Kind(
        key="funds.match_reported",
        title=_("A notice of the government is to be confirmed"),
        text=_("%(code)s %(year)s: look at the notice; payments of the line go as far as it says."),
    ),
    Kind(
        key="funds.bridge_asked",
        title=_("A bridge for the government's half is asked for"),
        text=_("%(code)s %(year)s: %(reason)s"),
    ),
    Kind(
        key="funds.year_closed",
        title=_("%(code)s: the year %(year)s is closed"),
        text=_("What was available went on; what is committed stays in its year."),
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def _firm(company: Company) -> list[User]:
    return list(people_with_role(company, *OWN))


def _tell_commitment(people, kind: str, commitment: Commitment) -> None:
    params = {"number": commitment.number, "purpose": commitment.purpose, "reason": commitment.reason}
    notify(people, kind, params=params, url_name=COMMITMENT, url_args=[str(commitment.uid)])


def _commitment(pk: int) -> Commitment:
    return Commitment.objects.select_related("company", "requested_by").get(pk=pk)


@on("funds.committed")
def ask_manager(*, commitment: int, **_later) -> None:
    """Fund managers, but not who selected the firm."""
    made = _commitment(commitment)
    _tell_commitment(buyer_people_with_role("FM").exclude(pk=made.requested_by_id), "funds.to_approve", made)


@on("funds.commitment_refused")
def tell_refused(*, commitment: int, **_later) -> None:
    """Who had requested it."""
    made = _commitment(commitment)
    if made.requested_by is not None:
        _tell_commitment([made.requested_by], "funds.commitment_refused", made)


@on("funds.commitment_contracted")
def tell_firm(*, commitment: int, **_later) -> None:
    """The firm."""
    made = _commitment(commitment)
    _tell_commitment(_firm(made.company), "funds.commitment_contracted", made)


def _tell_drawdown(people, kind: str, drawdown: Drawdown) -> None:
    params = {"number": drawdown.number, "purpose": drawdown.commitment.purpose, "remark": drawdown.remark}
    notify(people, kind, params=params, url_name=DRAWDOWN, url_args=[str(drawdown.uid)])


def _drawdown(pk: int) -> Drawdown:
    return Drawdown.objects.select_related("commitment__company", "requested_by").get(pk=pk)


def _asker(drawdown: Drawdown) -> list[User]:
    """Who asked for it, and the firm."""
    people = {person.pk: person for person in _firm(drawdown.commitment.company)}
    if drawdown.requested_by is not None:
        people[drawdown.requested_by.pk] = drawdown.requested_by
    return list(people.values())


@on("funds.drawdown_requested")
def ask_for_check(*, drawdown: int, **_later) -> None:
    """Fund managers who may check it."""
    made = _drawdown(drawdown)
    apart = [made.requested_by_id, made.commitment.requested_by_id]
    people = buyer_people_with_role("FM").exclude(pk__in=[pk for pk in apart if pk is not None])
    _tell_drawdown(people, "funds.drawdown_requested", made)


@on("funds.drawdown_checked")
def ask_finance(*, drawdown: int, **_later) -> None:
    """Finance."""
    _tell_drawdown(buyer_people_with_role("FI"), "funds.drawdown_checked", _drawdown(drawdown))


@on("funds.drawdown_returned", "funds.drawdown_refused", "funds.drawdown_reclaimed")
def tell_asker(*, drawdown: int, **_later) -> None:
    """Who asked, and the firm; the state says which news it is."""
    made = _drawdown(drawdown)
    kind = {"returned": "returned", "refused": "refused", "reclaimed": "reclaimed"}.get(made.state)
    if kind is not None:
        _tell_drawdown(_asker(made), f"funds.drawdown_{kind}", made)


@on("funds.drawdown_sampled")
def tell_auditors(*, drawdown: int, **_later) -> None:
    """The auditors."""
    _tell_drawdown(buyer_people_with_role("AU"), "funds.drawdown_sampled", _drawdown(drawdown))


@on("funds.fund_planned")
def ask_approver(*, fund: int, **_later) -> None:
    """Approvers, but not who entered it."""
    made = Fund.objects.get(pk=fund)
    people = buyer_people_with_role("AP").exclude(pk=made.entered_by_id)
    notify(people, "funds.plan_waits", params={"code": made.code}, url_name=FUND, url_args=[made.code])


def _tell_transfer(people, kind: str, transfer: Transfer) -> None:
    params = {"number": transfer.number, "reason": transfer.reason, "answer": transfer.answer}
    notify(people, kind, params=params, url_name=FUND, url_args=[transfer.source.year.fund.code])


def _transfer(pk: int) -> Transfer:
    return Transfer.objects.select_related("source__year__fund", "asked_by").get(pk=pk)


@on("funds.transfer_asked")
def ask_committee(*, transfer: int, **_later) -> None:
    """Who may decide on it."""
    asked = _transfer(transfer)
    roles = ("AP",) if asked.level == "board" else ("FM", "AP")
    people = buyer_people_with_role(*roles).exclude(pk=asked.asked_by_id)
    _tell_transfer(people, "funds.transfer_asked", asked)


@on("funds.transfer_decided")
def tell_decided(*, transfer: int, **_later) -> None:
    """Who asked."""
    decided = _transfer(transfer)
    _tell_transfer([decided.asked_by], "funds.transfer_decided", decided)


def _tell_match(people, kind: str, match: GovMatch) -> None:
    line = match.line
    params: dict[str, Any] = {"code": line.year.fund.code, "year": line.year.year, "reason": match.reason}
    notify(people, kind, params=params, url_name=LINE, url_args=[line.pk])


def _match(pk: int) -> GovMatch:
    return GovMatch.objects.select_related("line__year__fund").get(pk=pk)


@on("funds.match_reported")
def ask_second(*, match: int, **_later) -> None:
    """A second person."""
    reported = _match(match)
    _tell_match(buyer_people_with_role("FI", "FM").exclude(pk=reported.asked_by_id), "funds.match_reported", reported)


@on("funds.bridge_asked")
def ask_bridge(*, match: int, **_later) -> None:
    """Approvers."""
    asked = _match(match)
    _tell_match(buyer_people_with_role("AP").exclude(pk=asked.asked_by_id), "funds.bridge_asked", asked)


@on("funds.year_closed")
def tell_closed(*, year: int, **_later) -> None:
    """Fund managers, officers and auditors."""
    closed = BudgetYear.objects.select_related("fund").get(pk=year)
    people = buyer_people_with_role("FM", "SG", "AU")
    params = {"code": closed.fund.code, "year": closed.year}
    notify(people, "funds.year_closed", params=params, url_name=FUND, url_args=[closed.fund.code])
