"""What the ledger hears and does by itself: a walk over all books each night, an alarm when something is wrong, and a
word each day to those who look over it.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.audit.queries import head
from portal.clock import SEOUL, db_now
from portal.notices.registry import Kind, kinds
from portal.notices.services import mail_address, notify
from portal.outbox.services import on, once, sweeps
from portal.people.queries import buyer_people_with_role
from purchasing.payments.models import LedgerAnchor, LedgerCheck, Reversal
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
        key="payments.heads_told",
        title=_("Heads of the records of %(day)s"),
        text=_(
            "Keep this e-mail: it proves later that nobody has rewritten what was recorded until now."
            " Audit chain: %(head)s. Ledger: up to posting %(upto)s, SHA-256 %(sha256)s."
        ),
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
    with transaction.atomic():
        is_first = once("payments: walk the ledger", f"{now:%Y-%m-%dT%H}")
    if is_first:
        anchor_ledger()
        check_ledger()


@sweeps
@transaction.atomic
def tell_heads() -> None:
    """Once a day, after the walk: the heads of chain and ledger leave this database, in the mailboxes of the auditors.

    By mail, whatever they have chosen for notices: in the portal it would lie beside what it proves. Source: T24.
    """
    now = db_now().astimezone(SEOUL)
    if now.hour < NIGHTLY_HOUR or not once("payments: tell the heads", now.date().isoformat()):
        return
    link, anchor = head(), LedgerAnchor.objects.last()
    params = {
        "day": now.date(),
        "head": f"{link.seq}:{link.hash}" if link else "—",
        "upto": anchor.upto if anchor else "—",
        "sha256": anchor.sha256 if anchor else "—",
    }
    for auditor in buyer_people_with_role("AU"):
        number = f"heads-{now.date().isoformat()}-{auditor.uid}"
        path = reverse("audit:entry-list")
        mail_address(auditor.email, auditor.language, "payments.heads_told", params=params, path=path, number=number)


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
