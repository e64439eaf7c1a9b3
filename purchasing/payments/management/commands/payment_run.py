"""`manage.py payment_run --date D`: draft what is due on a bank day; with people named, check, release and pay it."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.errors import Refused
from portal.people.models import User
from purchasing.payments.models import PaymentRun
from purchasing.payments.queries.bank_days import bank_day_before
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import runs
from purchasing.payments.services.paying import pay_run
from purchasing.payments.states import RunKind, RunState


class Command(BaseCommand):
    help = "Draft the payment runs of a bank day; --check and --release take them on in the name of those people."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=date.fromisoformat, help="the bank day, YYYY-MM-DD (default: today)")
        parser.add_argument("--kind", choices=RunKind.values, action="append", help="only this kind (default: all)")
        parser.add_argument("--currency", choices=["KRW", "USD"], action="append", help="only this one (default: all)")
        parser.add_argument("--make", metavar="EMAIL", help="who makes the drafts (default: the clock)")
        parser.add_argument("--check", metavar="EMAIL", action="append", default=[], help="who checks; twice for two")
        parser.add_argument("--release", metavar="EMAIL", help="who releases")

    def handle(self, *args, **options):
        day = options["date"] or today()
        value_on = bank_day_before(day)
        if value_on != day:
            self.stdout.write(f"banks are closed on {day}: paid on {value_on}, the bank day before")
        for kind in options["kind"] or RunKind.values:
            for currency in runs.CURRENCIES_OF[RunKind(kind)]:
                if not options["currency"] or currency in options["currency"]:
                    self._run(kind, currency, value_on, options)

    def _run(self, kind, currency, value_on, options):
        try:
            run = runs.draft_run(kind, value_on=value_on, currency=currency, by=_person(options["make"]))
            if run is None:
                self.stdout.write(f"{kind} {currency} {value_on}: nothing is due")
                run = PaymentRun.objects.filter(
                    kind=kind, value_on=value_on, currency=currency, state__in=[RunState.CHECKED, RunState.RELEASED]
                ).first()
                if run is None:
                    return
            posted = self._take_on(run, options)
        except Refused as refusal:
            raise CommandError(f"{kind} {currency}: {refusal}") from refusal
        run = PaymentRun.objects.get(pk=run.pk)
        held = run.instructions.exclude(hold_reason="").count()
        self.stdout.write(
            f"{run.number} {kind} {currency} {value_on}: {run.state}, {run.count} payments, {run.total:f} {currency},"
            f" {held} held, {posted} posted now"
        )

    def _take_on(self, run, options) -> int:
        for email in options["check"]:
            if run.state == RunState.DRAFT and run.count:
                run = runs.check_run(run, sha256=digest_of(run), by=_person(email))
        if options["release"] and run.state == RunState.CHECKED:
            run = runs.release_run(run, sha256=run.sha256, by=_person(options["release"]))
        return pay_run(run) if run.state == RunState.RELEASED else 0


def _person(email: str | None) -> User | None:
    if email is None:
        return None
    try:
        return User.objects.get(email=email)
    except User.DoesNotExist:
        raise CommandError(f"nobody has the address {email}") from None
