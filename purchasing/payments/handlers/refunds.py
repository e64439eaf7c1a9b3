"""Who is told of an advance that is owed back, and what the contract says of it. No amounts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts.models import Contract
from purchasing.contracts.registry import ClaimedBack, advance_claims
from purchasing.payments.models import AdvanceRefund
from purchasing.payments.queries.refunds import refund_of
from purchasing.payments.services.refunds import claim_advance, claim_advances

JOBS = (claim_advances,)  # entered as a sweep where it is written
OWN_MONEY = ("SA", "SF")
PAGE = "payments:refund-detail"

KINDS = [
    Kind(
        key="payments.refund_claimed",
        title=_("%(payee)s owes the rest of an advance back: %(number)s"),
        text=_("Contract %(contract)s has ended. The rest is due at once; its page shows how it is settled."),
        essential=True,
    ),
    Kind(
        key="payments.refund_reported",
        title=_("The repayment of %(number)s waits for your confirmation"),
        text=_("Look at your account: it counts when a second person confirms it."),
    ),
    Kind(
        key="payments.refund_settled",
        title=_("%(number)s is paid back"),
        text=_("%(payer)s has the rest of the advance of contract %(contract)s. Both books are closed."),
    ),
    Kind(
        key="payments.refund_reopened",
        title=_("%(number)s is open again"),
        text=_("It was not so: %(reason)s"),
        essential=True,
    ),
    Kind(
        key="payments.refund_write_off_asked",
        title=_("%(number)s is to be written off"),
        text=_("The reason stands on its page. A second person decides."),
    ),
    Kind(
        key="payments.refund_written_off",
        title=_("%(number)s is written off"),
        text=_("%(payer)s no longer asks for the rest of the advance of contract %(contract)s."),
        essential=True,
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def _claimed_back(contract: Contract) -> ClaimedBack | None:
    refund = refund_of(contract)
    if refund is None:
        return None
    url = reverse(PAGE, args=[refund.uid])
    return ClaimedBack(refund.number, refund.amount, str(refund.get_state_display()), url)


advance_claims.add("payments", _claimed_back)


def _people(company: Company, *staff: str) -> list[User]:
    """Of one side who deals with its money; of the buyer those with one of the roles ``staff``."""
    return list(buyer_people_with_role(*staff) if company.is_buyer else people_with_role(company, *OWN_MONEY))


def _tell(people: list[User], kind: str, refund: AdvanceRefund, **params: Any) -> None:
    contract = refund.contract
    named = {
        "number": refund.number,
        "contract": contract.number,
        "payer": bilingual(contract.payer.legal_name_ko, contract.payer.legal_name_en),
        "payee": bilingual(contract.payee.legal_name_ko, contract.payee.legal_name_en),
    }
    unique = {person.pk: person for person in people}
    notify(unique.values(), kind, params=named | params, url_name=PAGE, url_args=[refund.uid])


def _refund(pk: int) -> AdvanceRefund:
    return AdvanceRefund.objects.select_related("contract__payer", "contract__payee").get(pk=pk)


@on("contracts.contract_ended")
def claim_what_is_left(*, contract: int, **_later) -> None:
    """At once where nothing more is to come; else the daily job claims it when the last invoice is decided."""
    claim_advance(Contract.objects.get(pk=contract))


@on("payments.refund_claimed")
def tell_claimed(*, refund: int, **_later) -> None:
    """Both sides."""
    claimed = _refund(refund)
    sides = [*_people(claimed.contract.payer, "FI"), *_people(claimed.contract.payee, "FI")]
    _tell(sides, "payments.refund_claimed", claimed)


@on("payments.refund_reported")
def tell_reported(*, refund: int, **_later) -> None:
    """The payer's people, except who reported it."""
    reported = _refund(refund)
    people = [each for each in _people(reported.contract.payer, "FI") if each.pk != reported.asked_by_id]
    _tell(people, "payments.refund_reported", reported)


@on("payments.refund_settled")
def tell_settled(*, refund: int, **_later) -> None:
    """Who paid it back."""
    settled = _refund(refund)
    _tell(_people(settled.contract.payee, "FI"), "payments.refund_settled", settled)


@on("payments.refund_reopened")
def tell_reopened(*, refund: int, asked: int, reason: str, **_later) -> None:
    """Who had reported it, or asked for the write-off."""
    _tell(list(User.objects.filter(pk=asked)), "payments.refund_reopened", _refund(refund), reason=reason)


@on("payments.refund_write_off_asked")
def tell_write_off(*, refund: int, **_later) -> None:
    """A second person of the payer; of the buyer its approvers."""
    asked = _refund(refund)
    people = [each for each in _people(asked.contract.payer, "AP") if each.pk != asked.asked_by_id]
    _tell(people, "payments.refund_write_off_asked", asked)


@on("payments.refund_written_off")
def tell_written_off(*, refund: int, **_later) -> None:
    """Both sides."""
    gone = _refund(refund)
    sides = [*_people(gone.contract.payer, "FI"), *_people(gone.contract.payee, "FI")]
    _tell(sides, "payments.refund_written_off", gone)
