"""`manage.py audit_export [FILE]`: the whole trail as JSON lines, for `tools/verify_audit.py`."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.audit.services import checks


class Command(BaseCommand):
    help = "Write the audit trail as JSON lines to FILE, or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path)

    @transaction.atomic
    def handle(self, *args, file, **options):
        if file is None:
            for line in checks.export_lines():
                sys.stdout.write(line + "\n")
            return
        try:
            with file.open("w", encoding="utf-8") as out:
                lines = sum(bool(out.write(line + "\n")) for line in checks.export_lines())
        except OSError as trouble:
            raise CommandError(f"{file} cannot be written: {trouble.strerror}") from trouble
        self.stdout.write(f"{lines - 1} entries in {file}")
