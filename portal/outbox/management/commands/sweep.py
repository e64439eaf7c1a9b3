"""`manage.py sweep`: what the scheduler does each minute, once, now."""

from django.core.management.base import BaseCommand

from portal.outbox import services


class Command(BaseCommand):
    help = "Deliver what is due in the outbox and run every sweep once."

    def handle(self, *args, **options):
        delivered = services.deliver_due(10_000)
        services.run_sweeps()
        self.stdout.write(f"{delivered} events looked at, {len(services.SWEEPS)} sweeps run")
