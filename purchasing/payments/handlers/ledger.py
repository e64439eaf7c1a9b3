"""What the ledger hears and does by itself: a walk over all books each night, an alarm when something is wrong."""

from django.utils.translation import gettext_lazy as _

from portal.clock import SEOUL, db_now
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, once, sweeps
from portal.people.queries import buyer_people_with_role
from purchasing.payments.models import LedgerCheck, Reversal
from purchasing.payments.services.ledger_checks import anchor_ledger, check_ledger
from purchasing.payments.states.ledger import ReversalState

NIGHTLY_HOUR = 3  # domain appendix B, ledger-invariants

KINDS = [
    Kind(
        key="payments.ledger_broken",
        title=_("The books do not hold: difference %(difference)s"),
        text=_(
            "%(count)s faults were found in %(entries)s entries. Nothing should be paid before they are understood."
        ),
        essential=True,
    ),
    Kind(
        key="payments.reversal_asked",
        title=_("A reversal waits for a second person: %(number)s"),
        text=_("%(reason)s"),
    ),
    Kind(
        key="payments.reversal_done",
        title=_("Reversal %(number)s is booked"),
        text=_("%(reason)s"),
    ),
    Kind(
        key="payments.reversal_refused",
        title=_("Reversal %(number)s was refused"),
        text=_("%(answer)s"),
    ),
]
for kind in KINDS:
    kinds.register(kind)


@sweeps
def check_each_night() -> None:
    """Once a day, from three o'clock in Korea; each hour again until it was done.

    Each part has its own transaction: the walk sees one moment.
    """
    now = db_now().astimezone(SEOUL)
    begins = now.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    if now < begins or LedgerCheck.objects.filter(asked_by=None, checked_at__gte=begins).exists():
        return
    if once("payments: walk the ledger", f"{now:%Y-%m-%dT%H}"):
        anchor_ledger()
        check_ledger()


@on("payments.ledger_check_asked")
def check_when_asked(*, by: int, **_later) -> None:
    """Someone pressed the button."""
    check_ledger(asked_by_id=by)


@on("payments.ledger_broken")
def alarm(*, check: int, **_later) -> None:
    """Finance, auditors and compliance: at once."""
    broken = LedgerCheck.objects.get(pk=check)
    params = {
        "difference": f"{broken.difference:,.2f}",
        "count": len(broken.faults),
        "entries": f"{broken.entries:,}",
        "check": str(broken.pk),
    }
    notify(
        buyer_people_with_role("FI", "AU", "CP"),
        "payments.ledger_broken",
        params=params,
        url_name="payments:ledger",
        url_args=[],
    )


@on("payments.reversal_asked")
def tell_finance(*, reversal: int, **_later) -> None:
    """Everybody of finance but who asked."""
    asked = Reversal.objects.select_related("posting").get(pk=reversal)
    people = buyer_people_with_role("FI").exclude(pk=asked.asked_by_id)
    _tell(people, "payments.reversal_asked", asked, reason=asked.reason)


@on("payments.reversal_decided")
def tell_asker(*, reversal: int, **_later) -> None:
    """Who asked for it."""
    decided = Reversal.objects.select_related("posting", "asked_by").get(pk=reversal)
    if decided.state == ReversalState.DONE:
        _tell([decided.asked_by], "payments.reversal_done", decided, reason=decided.reason)
    else:
        _tell([decided.asked_by], "payments.reversal_refused", decided, answer=decided.answer)


def _tell(people, kind: str, reversal: Reversal, **params) -> None:
    named = {"number": reversal.number, **params}
    notify(people, kind, params=named, url_name="payments:ledger-posting", url_args=[str(reversal.posting.uid)])
