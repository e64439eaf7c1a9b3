"""``manage.py reindex_catalog``: build the search table anew while readers keep searching."""

import time

from django.core.management.base import BaseCommand

from catalog.services import reindex_all
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    """After a change of what is searched, or of names of classes."""

    help = "Build the catalogue's search table anew."

    @again_when_crossed
    def handle(self, **_options):
        """Rebuild and say how much."""
        begun = time.perf_counter()
        count = reindex_all()
        self.stdout.write(f"{count:,} published products are searchable ({time.perf_counter() - begun:.1f} s).")
