"""``manage.py export_ocds --out FILE``: all tenders as one OCDS release package (``--records``: as records)."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.clock import db_now
from portal.transactions import again_when_crossed
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease
from purchasing.bidding.queries.ocds_packages import package, records


class Command(BaseCommand):
    """Writes what everybody may know, after making up for what was not released yet."""

    help = "Write all tenders as one release package (or record package) of OCDS 1.1.5."

    def add_arguments(self, parser) -> None:
        """Where to, and in which form."""
        parser.add_argument("--out", required=True, type=Path, help="the file to write")
        parser.add_argument("--records", action="store_true", help="records with compiled releases instead")

    @again_when_crossed
    def handle(self, *, out: Path, **options: Any) -> None:
        """Write the package and say how many are in it."""
        try:
            with out.open("a"):  # a place where nothing can be written is told before anything is released
                pass
        except OSError as trouble:
            raise CommandError(f"{out}: {trouble.strerror}") from trouble
        services.release_all()
        found = OcdsRelease.objects.order_by("released_at", "pk")
        rows: list[Any]
        if options["records"]:
            rows, key = list(records(found)), "records"
        else:
            rows, key = [release.document for release in found.iterator()], "releases"
        whole = package(uri=f"{settings.BASE_URL}/{out.name}", published_at=db_now(), **{key: rows})
        out.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"{out}: {len(rows)} {key}")
