"""What runs, accounts and the bank enter on the dashboard, and the words of their timelines."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.clock import SEOUL
from portal.display import money_full
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.payments.policies import runs as policies
from purchasing.payments.queries import accounts as account_queries
from purchasing.payments.queries import bank as bank_queries
from purchasing.payments.queries import runs as queries
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.rules.accounts import masked

MOST = 10


def to_check(request: HttpRequest) -> Iterable[Row]:
    """Drafts that this person may check."""
    for run in queries.runs_to_check(request.user)[:MOST]:
        if policies.may_check_run(request.user, run):
            yield Row(
                title=_("Check payment run %(number)s: %(total)s")
                % {"number": run.number, "total": money_full(run.total, run.currency)},
                consequence=_("Nothing is paid before another person has checked it."),
                due=run.value_on,
                url=reverse("payments:run-detail", args=[run.uid]),
                verb=pgettext("payment", "Check"),
                kind="wait",
                icon="shield-check",
                primary=True,
            )


def to_release(request: HttpRequest) -> Iterable[Row]:
    """Checked runs that this person may release."""
    for run in queries.runs_to_release(request.user)[:MOST]:
        if policies.may_release_run(request.user, run):
            yield Row(
                title=_("Release payment run %(number)s: %(total)s")
                % {"number": run.number, "total": money_full(run.total, run.currency)},
                consequence=_("After the bank's cut-off it is paid a day late."),
                due=run.value_on,
                url=reverse("payments:run-detail", args=[run.uid]),
                verb=_("Release"),
                kind="wait",
                icon="send",
                primary=True,
            )


def unanswered(request: HttpRequest) -> Iterable[Row]:
    """Sent runs whose bank day is more than a bank day ago, with payments that the bank has not answered."""
    day = page_now(request).astimezone(SEOUL).date()
    for run in queries.runs_unanswered(bank_day_before(day - timedelta(days=1)))[:MOST]:
        yield Row(
            title=_("%(number)s: the bank has not answered %(count)s of its payments")
            % {"number": run.number, "count": run.silent},
            consequence=_("Ask the bank, and read in its statement."),
            due=run.value_on,
            url=reverse("payments:run-detail", args=[run.uid]),
            verb=_("Look"),
            kind="warn",
            icon="search",
        )


def to_confirm(request: HttpRequest) -> Iterable[Row]:
    """Changes of accounts that wait for a second person."""
    for account in account_queries.accounts_to_confirm(request.user)[:MOST]:
        yield Row(
            title=_("Confirm the bank account of %(company)s: %(account)s")
            % {"company": account.company.name, "account": f"{account.bank_code} {masked(account.number)}"},
            consequence=_("Compare it, or call back a number that was known before. If it is wrong, stop it."),
            due=page_now(request).astimezone(SEOUL).date(),
            url=reverse("payments:account-detail", args=[account.uid]),
            verb=_("Look"),
            kind="warn",
            icon="user-check",
        )


def unmatched(request: HttpRequest) -> Iterable[Row]:
    """Lines of the bank that wait for this person."""
    for each in bank_queries.unmatched_waiting(request.user)[:MOST]:
        yield Row(
            title=_("Line of the bank: %(why)s") % {"why": each.get_why_display()},
            consequence=each.figures_read,
            due=each.found_at.astimezone(SEOUL).date(),
            url=reverse("payments:unmatched-detail", args=[each.uid]),
            verb=_("Look"),
            kind="warn",
            icon="search",
        )


cards.add("payments-runs-check", Card(rows=to_check, roles=frozenset({"FI", "AP"}), order=12))
cards.add("payments-runs-release", Card(rows=to_release, roles=frozenset({"FI"}), order=13))
cards.add("payments-runs-unanswered", Card(rows=unanswered, roles=frozenset({"FI"}), order=15))
cards.add("payments-accounts", Card(rows=to_confirm, roles=frozenset({"FI", "SA", "SF"}), order=14))
cards.add("payments-unmatched", Card(rows=unmatched, roles=frozenset({"FI"}), order=16))

WORDS = {
    "paymentrun.drafted": gettext_lazy("Drafted"),
    "paymentrun.checked_first": gettext_lazy("Checked by the first person"),
    "paymentrun.check": gettext_lazy("Checked with totals and digest"),
    "paymentrun.return": gettext_lazy("Back to the draft"),
    "paymentrun.release": gettext_lazy("Released to the bank"),
    "paymentrun.send": gettext_lazy("Posted in full, file fixed"),
    "paymentrun.execute": gettext_lazy("Answered by the bank"),
    "paymentrun.reconcile": gettext_lazy("Reconciled with the statement"),
    "paymentrun.cancel": gettext_lazy("Cancelled"),
    "paymentrun.void": gettext_lazy("Cancelled: every payment is held"),
    "instruction.hold": gettext_lazy("Payments held"),
    "instruction.unhold": gettext_lazy("Payments no longer held"),
    "instruction.drop": gettext_lazy("Payments taken out"),
    "instruction.post": gettext_lazy("Payments posted"),
    "instruction.confirm": gettext_lazy("Payments confirmed by the bank"),
    "instruction.reject": gettext_lazy("Payment rejected by the bank"),
    "instruction.bounce": gettext_lazy("Payment came back"),
    "bankfile.handed_over": gettext_lazy("File handed over"),
    "bankmessage.read": gettext_lazy("Message of the bank read"),
    "unmatchedentry.propose": gettext_lazy("Proposed what the line is"),
    "unmatchedentry.return": gettext_lazy("Given back"),
    "unmatchedentry.close": gettext_lazy("Settled by a second person"),
    "bankaccount.proposed": gettext_lazy("Another account asked for"),
    "bankaccount.carried_over": gettext_lazy("Carried over"),
    "bankaccount.confirm": gettext_lazy("Confirmed by a second person"),
    "bankaccount.refuse": gettext_lazy("Stopped"),
    "bankaccount.activate": gettext_lazy("In use"),
    "bankaccount.retire": gettext_lazy("No longer in use"),
}
for _name, _words in WORDS.items():
    if deeds.get(f"payments.{_name}") is None:
        deeds.add(f"payments.{_name}", _words)
