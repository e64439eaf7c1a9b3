"""`manage.py evaluate_esg --period YYYY`: all active suppliers' scores anew; last line `N evaluated, M changed`."""

from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.transactions import again_when_crossed
from purchasing.esg.services.periodic import Change, evaluate, mark_overdue


class Command(BaseCommand):
    help = "Compute the ESG scores of a year anew: safe to run again, and to run after it broke off."

    def add_arguments(self, parser):
        parser.add_argument("--period", type=int, help="the year, YYYY (default: this year)")
        parser.add_argument("--at-once", type=int, default=2000, help="assessments in one transaction")

    @again_when_crossed
    def handle(self, *args, **options):
        on = today()
        year = options["period"] or on.year
        if not 2000 <= year <= on.year:
            raise CommandError(f"--period {year}: a year from 2000 to {on.year} is meant")
        if options["at_once"] < 1:
            raise CommandError("--at-once: at least one")
        if year == on.year and (late := mark_overdue(on)):
            self.stdout.write(f"{late} not submitted in time: counted as band D until they are")
        done = evaluate(year, at_once=options["at_once"], tell=self._tell)
        if done.proposed:
            self.stdout.write(f"{done.proposed} limitations proposed: notice and decision are people's")
        self.stdout.write(f"{done.evaluated} evaluated, {done.changed} changed")

    def _tell(self, change: Change) -> None:
        """One line for each score that changed: number, before, after."""
        self.stdout.write(f"{change.number}: {change.before or '–'} → {change.after}")
