"""`manage.py sweep`: what the scheduler does each minute, once, now."""

from django.core.management.base import BaseCommand

from portal.outbox import services


class Command(BaseCommand):
    help = "Run every sweep once, then deliver what is due in the outbox."

    def handle(self, *args, **options):
        services.run_sweeps()
        delivered = services.deliver_due(10_000)
        self.stdout.write(f"{delivered} events looked at, {len(services.SWEEPS)} sweeps run")
