"""``manage.py rotate_kek``: lock the portal's part of every tender's key under the sealing key now in use."""

from django.core.management.base import BaseCommand, CommandError

from portal.sealing.portal_keys import Locked
from portal.transactions import again_when_crossed
from purchasing.bidding.services.tender_keys import relock_pads


class Command(BaseCommand):
    """Put the new key first in SEALING_KEYS and keep the old one behind it; run this; then take the old one away."""

    help = "Locks what older sealing keys lock under the first key of SEALING_KEYS."

    @again_when_crossed
    def handle(self, *args, **options):
        """All at once, or nothing."""
        try:
            count = relock_pads()
        except Locked as fault:
            raise CommandError(f"{fault}: bring back the earlier key in SEALING_KEYS; nothing was changed.") from fault
        self.stdout.write(f"Locked anew: {count}. Keys that stand behind the first can be taken away now.")
