"""`manage.py import_smelters FILE`: a version of the list of smelters, or of high-risk areas; twice changes nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.errors import Refused
from portal.management.arguments import day
from portal.transactions import again_when_crossed
from purchasing.esg.services.mineral_files import import_list_file
from purchasing.esg.states.minerals import ListKind


class Command(BaseCommand):
    help = "Import a version of the list of smelters (CSV or XLSX) and say what it changes."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=ListKind.values, default=ListKind.SMELTERS.value)
        parser.add_argument("--list-version", default="", help="what the version is called; else the file's name")
        parser.add_argument("--as-of", type=day, default=None, help="2026-11-01; else today")
        parser.add_argument("--source", default="", help="who publishes it; else the file's name")

    @again_when_crossed
    def handle(self, *args, file: Path, kind, list_version, as_of, source, **options):
        try:
            with file.open("rb") as handle:
                listing, made = import_list_file(
                    handle,
                    kind=kind,
                    version=list_version or file.stem[:40],
                    listed_on=as_of or today(),
                    source=source or file.name[:200],
                )
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}") from trouble
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not made:
            self.stdout.write(f"{listing.version}: already imported, nothing changed")
            return
        for name in ("new", "gone", "changed"):
            for row in listing.diff[name]:
                self.stdout.write(f"{name}: {' | '.join(row)}")
        counts = ", ".join(f"{len(listing.diff[name])} {name}" for name in ("new", "gone", "changed"))
        self.stdout.write(f"{listing.version}: {listing.size} rows, {counts}")
