"""``manage.py destroy_due [--on 2026-12-01]``: destroy now what the nightly job would, and say what was destroyed."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.privacy.queries.rights import holding_label
from portal.privacy.services import destruction
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    help = "Destroy personal data whose time has ended; each with a certificate."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="as of this day (YYYY-MM-DD, not in the future); today unless given")

    @again_when_crossed
    def handle(self, *args, **options):
        on = today()
        if options["on"]:
            try:
                asked = date.fromisoformat(options["on"])
            except ValueError as fault:
                raise CommandError(f"--on: {fault}") from fault
            if asked > on:
                raise CommandError("--on: a day in the future has ended nothing yet")
            on = asked
        certificates = destruction.destroy_due(on)
        for certificate in certificates:
            self.stdout.write(f"{certificate.number}  {holding_label(certificate.holding)}  {certificate.total}")
        self.stdout.write(f"{len(certificates)} certificates of destruction as of {on}")
