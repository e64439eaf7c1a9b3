"""``manage.py sandbox_ground``: fill a fresh sandbox with the buying organisation, competitors and a catalogue."""

from django.core.management.base import BaseCommand, CommandError

from portal.errors import Refused
from portal.sandbox import services


class Command(BaseCommand):
    """See above."""

    help = "Fill a fresh sandbox; does nothing where there are companies already."

    def handle(self, *args, **options):
        try:
            laid = services.lay_grounds(self.stdout.write)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if laid:
            self.stdout.write("  the sandbox is ready")
