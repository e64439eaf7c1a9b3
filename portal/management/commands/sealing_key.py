"""``manage.py sealing_key``: a fresh key for ``SEALING_KEYS`` or ``RECEIPT_KEYS``."""

from django.core.management.base import BaseCommand

from portal.sealing.portal_keys import new_root


class Command(BaseCommand):
    """Keep it in two places: without it no bid of a running tender can be opened."""

    help = "Prints a new random key for SEALING_KEYS or RECEIPT_KEYS."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        """Print it and nothing else."""
        self.stdout.write(new_root())
