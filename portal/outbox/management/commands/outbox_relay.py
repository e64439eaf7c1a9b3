"""`manage.py outbox_relay [--once]`: deliver without Celery, beside it or instead of it."""

import time

from django.core.management.base import BaseCommand

from portal.outbox import services


class Command(BaseCommand):
    help = "Deliver due events: once, or until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="deliver what is due now, then end")
        parser.add_argument("--pause", type=int, default=1, help="seconds between two looks (default 1)")

    def handle(self, *args, once, pause, **options):
        delivered, sent = services.relay_due(100_000), 0
        while more := services.let_out():
            sent += more
        self.stdout.write(f"{delivered} events looked at, {sent} messages sent out")
        while not once:
            time.sleep(pause)
            services.relay_due(100_000)
            services.let_out()
