"""`manage.py services start|stop|status`: the embedded PostgreSQL and Valkey.

Whatever needs them starts them by itself, so only ``stop`` is needed in everyday work (`make stop`).
"""

from django.core.management.base import BaseCommand

from portal import embedded


class Command(BaseCommand):
    help = "Start, stop or look at the embedded PostgreSQL and Valkey."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *args, action, **options):
        if action == "start":
            embedded.start()
        stopped = embedded.stop() if action == "stop" else []
        for name, runs in embedded.running().items():
            word = "running" if runs else "stopped" if name in stopped else "not running"
            self.stdout.write(f"{name}: {word}")
