"""`manage.py payment_run --date D`: draft what is due on a bank day, finish what was released, say what waits for whom.

It acts for nobody: who checks and who releases proves on the pages of the runs who it is.
"""

from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.errors import Refused
from portal.management.arguments import day
from portal.transactions import again_when_crossed
from purchasing.payments.models import PaymentRun
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.rules.runs import checks_needed
from purchasing.payments.services import runs
from purchasing.payments.services.paying import pay_run
from purchasing.payments.states import RunKind, RunState


class Command(BaseCommand):
    help = "Draft the payment runs of a bank day as the clock does, post what people have released, say what waits."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=day, help="the bank day, YYYY-MM-DD (default: today)")
        parser.add_argument("--kind", choices=RunKind.values, action="append", help="only this kind (default: all)")
        parser.add_argument("--currency", choices=["KRW", "USD"], action="append", help="only this one (default: all)")

    @again_when_crossed
    def handle(self, *args, **options):
        asked = options["date"] or today()
        value_on = bank_day_before(asked)
        if value_on != asked:
            self.stdout.write(f"banks are closed on {asked}: paid on {value_on}, the bank day before")
        for kind in options["kind"] or RunKind.values:
            for currency in runs.CURRENCIES_OF[RunKind(kind)]:
                if not options["currency"] or currency in options["currency"]:
                    self._run(kind, currency, value_on)

    def _run(self, kind, currency, value_on):
        mine = PaymentRun.objects.filter(kind=kind, currency=currency, value_on=value_on)
        released = list(mine.filter(state=RunState.RELEASED).order_by("part"))
        posted = {run.pk: pay_run(run) for run in released}
        try:
            runs.draft_run(kind, value_on=value_on, currency=currency, by=None)
        except Refused as refusal:
            raise CommandError(f"{kind} {currency}: {refusal}") from refusal
        found = list(mine.exclude(state=RunState.CANCELLED).order_by("part"))
        if not found:
            self.stdout.write(f"{kind} {currency} {value_on}: nothing is due")
        for run in found:
            held = run.instructions.exclude(hold_reason="").count()
            self.stdout.write(
                f"{run.number} {kind} {currency} {value_on}: {run.state}, {run.count} payments,"
                f" {run.total:f} {currency}, {held} held, {posted.get(run.pk, 0)} posted now; {waits_for(run)}"
            )


def waits_for(run: PaymentRun) -> str:
    """Whose turn it is."""
    if run.state == RunState.DRAFT:
        if not run.count:
            return "every payment of it is held"
        two = checks_needed(run.total, run.currency) > 1
        turn = "a second person of finance or an approver" if run.checked_by_id else "finance or an approver"
        return f"waits for a check by {turn}" + (" (two have to check it)" if two and not run.checked_by_id else "")
    return {
        RunState.CHECKED: "waits for a release by finance, by who has neither made nor checked it",
        RunState.RELEASED: "is being posted",
        RunState.SENT: "waits for the answer of the bank",
        RunState.EXECUTED: "waits for the statement of the bank",
    }.get(RunState(run.state), "is finished")
