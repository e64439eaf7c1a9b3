"""Who is told of runs, accounts and the bank's answers, and what follows from them by itself."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.display import won_read
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, in_both, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts.models import Invoice
from purchasing.payments import tasks
from purchasing.payments.models import BankAccount, BankMessage, Instruction, PaymentRun, UnmatchedEntry
from purchasing.payments.queries.bank_days import is_open_for_banks
from purchasing.payments.rules.accounts import masked
from purchasing.payments.rules.pain import spoken
from purchasing.payments.services.runs import draft_run, refresh_runs_of, take_off_holiday
from purchasing.payments.states import InstructionState, RunKind, RunState

RUN, ACCOUNT = "payments:run-detail", "payments:account-detail"


# Runs ----------------------------------------------------------------------------------------------------------------
def _run(pk: int) -> PaymentRun:
    return PaymentRun.objects.select_related("made_by", "checked_by", "second_checked_by").get(pk=pk)


def _amount(amount: Decimal, currency: str) -> dict[str, str]:
    return in_both(lambda: won_read(spoken(amount, currency)))


def _tell_of_run(people: Iterable[User | None], kind: str, run: PaymentRun, **more: Any) -> None:
    named = {"number": run.number, "count": run.count, "total": _amount(run.total, run.currency), **more}
    notify([each for each in people if each is not None], kind, params=named, url_name=RUN, url_args=[run.uid])


def _apart(run: PaymentRun, *codes: str) -> list[User]:
    """People with these roles who have had no hand in the run."""
    hands = [pk for pk in (run.made_by_id, run.checked_by_id, run.second_checked_by_id) if pk is not None]
    return list(buyer_people_with_role(*codes).exclude(pk__in=hands))


@on("payments.run_drafted", "payments.run_needs_second")
def ask_to_check(*, run: int, **_later) -> None:
    """Those who may check it."""
    found = _run(run)
    if found.count:
        _tell_of_run(_apart(found, "AP"), "payments.run_to_check", found)


@on("payments.run_checked")
def ask_to_release(*, run: int, **_later) -> None:
    """Finance that has neither made nor checked it."""
    found = _run(run)
    _tell_of_run(_apart(found, "FI"), "payments.run_to_release", found)


@on("payments.run_returned", "payments.run_cancelled")
def tell_back(*, run: int, **_later) -> None:
    """Who made and who checked it."""
    found = _run(run)
    kind = "payments.run_cancelled" if found.state == RunState.CANCELLED else "payments.run_returned"
    _tell_of_run([found.made_by, found.checked_by, found.second_checked_by, found.released_by], kind, found)


@on("payments.run_released")
def wake_to_post(*, run: int, **_later) -> None:
    """The worker posts it at once, but not here: a delivery is one transaction, and would hold all chunks in it.

    A call that is lost is made up for by the sweep.
    """
    transaction.on_commit(lambda: tasks.post_run.delay(run=run), robust=True)


@on("payments.receivable_funded")
def draft_payout(**_later) -> None:
    """Escrow has the money: what has matured is paid out on the same bank day."""
    day = today()
    if is_open_for_banks(day):
        draft_run(RunKind.MATURITY, value_on=day, by=None)


@on("payments.run_on_holiday")
def leave_holiday(*, run: int, **_later) -> None:
    """What was planned for a day that has become a holiday is planned for the bank day before."""
    take_off_holiday(PaymentRun.objects.get(pk=run))


@on("payments.run_sent")
def tell_sent(*, run: int, **_later) -> None:
    """Finance: the file is ready to be handed over."""
    found = _run(run)
    _tell_of_run(buyer_people_with_role("FI"), "payments.run_sent", found, file=found.file.number)


@on("payments.run_unanswered")
def tell_unanswered(*, run: int, **_later) -> None:
    """Finance: it asks the bank."""
    found = _run(run)
    silent = found.instructions.filter(state=InstructionState.POSTED).count()
    _tell_of_run(buyer_people_with_role("FI"), "payments.run_unanswered", found, silent=silent, day=found.value_on)


# Single payments -----------------------------------------------------------------------------------------------------
def _payment(pk: int) -> Instruction:
    return Instruction.objects.select_related("payee", "run", "obligation").get(pk=pk)


@on("payments.payment_made")
def tell_paid(*, instruction: int, **_later) -> None:
    """The payee's people."""
    paid = _payment(instruction)
    if paid.payee is None:
        return
    named = {"reference": paid.end_to_end, "amount": _amount(paid.amount, paid.currency), "day": paid.paid_on}
    notify(people_with_role(paid.payee, "SA", "SF"), "payments.payment_made", params=named, url_name="payments:money")


@on("payments.payment_rejected")
def tell_rejected(*, instruction: int, **_later) -> None:
    """Finance, and the payee's people: what the bank said, and that it is paid again."""
    lost = _payment(instruction)
    named = {
        "reference": lost.end_to_end,
        "amount": _amount(lost.amount, lost.currency),
        "code": lost.result_code or "—",
        "run": lost.run.number,
    }
    url = {"url_name": RUN, "url_args": [lost.run.uid]}
    notify(buyer_people_with_role("FI"), "payments.payment_rejected", params=named, **url)
    if lost.payee is not None:
        people = people_with_role(lost.payee, "SA", "SF")
        notify(people, "payments.payment_came_back", params=named, url_name="payments:account-list")


@on("payments.lines_unmatched")
def tell_unmatched(*, message: int, count: int, **_later) -> None:
    """Finance."""
    found = BankMessage.objects.get(pk=message)
    named = {"message": found.message_id, "count": count}
    where = {"url_name": "payments:bank-message", "url_args": [found.uid]}
    notify(buyer_people_with_role("FI"), "payments.lines_unmatched", params=named, **where)


@on("payments.match_proposed")
def ask_to_agree(*, unmatched: int, **_later) -> None:
    """Another person of finance."""
    found = UnmatchedEntry.objects.select_related("message").get(pk=unmatched)
    people = buyer_people_with_role("FI").exclude(pk=found.proposed_by_id)
    named = {"message": found.message.message_id}
    notify(people, "payments.match_proposed", params=named, url_name="payments:unmatched-detail", url_args=[found.uid])


# Accounts ------------------------------------------------------------------------------------------------------------
def _account(pk: int) -> BankAccount:
    rows = BankAccount.objects.select_related(
        "company", "proposed_by", "confirmed_by", "replaces__proposed_by", "replaces__confirmed_by"
    )
    return rows.get(pk=pk)


def _old_contacts(account: BankAccount) -> list[User]:
    """The company's people, and whoever had to do with the account so far, also those who hold no role any more."""
    before = account.replaces
    known = [before.proposed_by, before.confirmed_by] if before else []
    people = {each.pk: each for each in people_with_role(account.company, "SA", "SF")}
    if account.company.is_buyer:
        people = {each.pk: each for each in buyer_people_with_role("FI")}
    people |= {each.pk: each for each in known if each is not None}
    return list(people.values())


def _tell_of_account(people: Iterable[User | None], kind: str, account: BankAccount) -> None:
    before = account.replaces
    named = {
        "company": bilingual(account.company.legal_name_ko, account.company.legal_name_en),
        "account": f"{account.bank_code} {masked(account.number)}",
        "before": f"{before.bank_code} {masked(before.number)}" if before else "—",
        "from": account.active_from or "—",
    }
    known = [each for each in people if each is not None]
    notify(known, kind, params=named, url_name=ACCOUNT, url_args=[account.uid])


@on("payments.account_proposed")
def tell_proposed(*, account: int, **_later) -> None:
    """The contacts so far, at once and by mail; and finance, which may call back."""
    asked = _account(account)
    _tell_of_account(_old_contacts(asked), "payments.account_proposed", asked)
    finance = buyer_people_with_role("FI").exclude(pk=asked.proposed_by_id)
    _tell_of_account(finance, "payments.account_to_confirm", asked)


@on("payments.account_changed")
def tell_changed(*, account: int, **_later) -> None:
    """The contacts so far once more: they have 72 hours to stop it. Payments of open runs wait from now on."""
    changed = _account(account)
    _tell_of_account(_old_contacts(changed), "payments.account_confirmed", changed)
    refresh_runs_of([changed.company_id])


@on("payments.account_activated", "payments.account_refused")
def tell_settled(*, account: int, **_later) -> None:
    """The contacts: in use from now on, or stopped. Open runs look at it again."""
    settled = _account(account)
    kind = "payments.account_activated" if settled.state == "active" else "payments.account_refused"
    _tell_of_account(_old_contacts(settled), kind, settled)
    refresh_runs_of([settled.company_id])


@on("contracts.invoice_held", "contracts.hold_lifted")
def look_at_runs(*, invoice: int, **_later) -> None:
    """A hold keeps a payment out of a run that is still open, and its end lets it in."""
    refresh_runs_of([Invoice.objects.values_list("payee_id", flat=True).get(pk=invoice)])


KINDS = [
    Kind(
        key="payments.run_to_check",
        title=_("Check payment run %(number)s"),
        text=_("%(count)s payments, %(total)s. Compare the totals, then confirm them with their digest."),
    ),
    Kind(
        key="payments.run_to_release",
        title=_("Release payment run %(number)s"),
        text=_("%(count)s payments, %(total)s. It was checked by others."),
    ),
    Kind(
        key="payments.run_returned",
        title=_("Payment run %(number)s is a draft again"),
        text=_("What it pays has changed, or somebody gave it back. It has to be checked anew."),
    ),
    Kind(
        key="payments.run_cancelled",
        title=_("Payment run %(number)s was cancelled"),
        text=_("Nothing of it was paid; the next run finds its payments again."),
    ),
    Kind(
        key="payments.run_sent",
        title=_("Payment run %(number)s: file %(file)s is ready"),
        text=_("%(count)s payments, %(total)s. Hand it over to the bank once."),
    ),
    Kind(
        key="payments.run_unanswered",
        title=_("The bank has not answered payment run %(number)s"),
        text=_("%(silent)s payments of %(day)s are still under way. Ask the bank, and read in its statement."),
        essential=True,
    ),
    Kind(
        key="payments.payment_made",
        title=_("%(amount)s were paid to your company"),
        text=_("Reference %(reference)s, on %(day)s."),
    ),
    Kind(
        key="payments.payment_rejected",
        title=_("The bank rejected %(reference)s (%(code)s)"),
        text=_("%(amount)s of run %(run)s are owed again and are found by the next run."),
        essential=True,
    ),
    Kind(
        key="payments.payment_came_back",
        title=_("The bank could not pay %(amount)s to your account (%(code)s)"),
        text=_("Reference %(reference)s. Look at your bank account: the amount is paid with the next run."),
        essential=True,
    ),
    Kind(
        key="payments.lines_unmatched",
        title=_("%(count)s lines of the bank could not be matched"),
        text=_("Message %(message)s. Two people decide what they are."),
    ),
    Kind(
        key="payments.match_proposed",
        title=_("Agree on a line of the bank"),
        text=_("Message %(message)s: somebody has said what it is, another person agrees."),
    ),
    Kind(
        key="payments.account_proposed",
        title=_("Another bank account was asked for: %(company)s"),
        text=_("From %(before)s to %(account)s. If nobody of your company asked for this, stop it on its page."),
        essential=True,
    ),
    Kind(
        key="payments.account_to_confirm",
        title=_("Call back: %(company)s asks for another bank account"),
        text=_("%(account)s instead of %(before)s. Call a number that was known before."),
    ),
    Kind(
        key="payments.account_confirmed",
        title=_("The change of the bank account was confirmed: %(company)s"),
        text=_("%(account)s is used from %(from)s; until then payments wait. One person can still stop it."),
        essential=True,
    ),
    Kind(
        key="payments.account_activated",
        title=_("Bank account in use: %(company)s"),
        text=_("%(account)s takes the place of %(before)s."),
        essential=True,
    ),
    Kind(
        key="payments.account_refused",
        title=_("The change of the bank account was stopped: %(company)s"),
        text=_("%(account)s is not used. Payments go to %(before)s as before."),
        essential=True,
    ),
]
for _kind in KINDS:
    kinds.register(_kind)
