"""What a breach of payment leads to: the supplier owes a corrective action. Source: domain 4.5 (PAY-20), 17."""

from portal.outbox.services import on
from portal.people.models import Company
from purchasing.esg.services.findings import open_for_payment


@on("payments.ratio_short")
def ask_after_shortfall(*, company: int, **_later) -> None:
    """The ratio rule was not kept; a report that somebody made by hand notes no fact and asks for nothing."""
    open_for_payment(Company.objects.get(pk=company))


@on("payments.late_noted")
def ask_after_lateness(*, company: int, **_later) -> None:
    """Own suppliers are paid late."""
    open_for_payment(Company.objects.get(pk=company))
