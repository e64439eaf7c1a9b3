"""Who is told that something is owed without an invoice, or paid. No amounts."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Company
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.payments.models import Payable

OWN_MONEY = ("SA", "SF")

KINDS = [
    Kind(
        key="payments.payable_owed",
        title=_("%(payer)s owes your company a payment: %(number)s"),
        text=_("%(text)s. It goes with the payment run of %(day)s."),
    ),
    Kind(
        key="payments.payable_claimed",
        title=_("%(payee)s claims money from your company: %(number)s"),
        text=_("%(text)s. Please pay it by %(day)s; its page shows how much."),
        essential=True,
    ),
    Kind(
        key="payments.payable_paid",
        title=_("%(number)s is paid"),
        text=_("%(text)s"),
    ),
]
for _kind in KINDS:
    kinds.register(_kind)


def _tell(company: Company, kind: str, payable: Payable) -> None:
    people = buyer_people_with_role("FI") if company.is_buyer else people_with_role(company, *OWN_MONEY)
    params = {
        "number": payable.number,
        "payer": bilingual(payable.payer.legal_name_ko, payable.payer.legal_name_en),
        "payee": bilingual(payable.payee.legal_name_ko, payable.payee.legal_name_en),
        "text": payable.text,
        "day": payable.due_on,
    }
    notify(people, kind, params=params, url_name="payments:payable-detail", url_args=[str(payable.uid)])


def _payable(pk: int) -> Payable:
    return Payable.objects.select_related("payer", "payee").get(pk=pk)


@on("payments.payable_owed")
def tell_owed(*, payable: int, **_later) -> None:
    """The supplier: that it gets money, or that it has to pay some back."""
    owed = _payable(payable)
    if owed.payee.is_buyer:
        _tell(owed.payer, "payments.payable_claimed", owed)
    else:
        _tell(owed.payee, "payments.payable_owed", owed)


@on("payments.payable_paid")
def tell_paid(*, payable: int, **_later) -> None:
    """The supplier."""
    paid = _payable(payable)
    _tell(paid.payer if paid.payee.is_buyer else paid.payee, "payments.payable_paid", paid)
