"""`manage.py files_verify`: read every stored file and compare its fingerprint; exit 1 if one is missing or changed."""

import sys

from django.core.management.base import BaseCommand

from portal.files.services import verify_contents


class Command(BaseCommand):
    help = "Compare every stored file with the fingerprint that the database has of it. After a restore above all."

    def handle(self, *args, **options):
        verified = verify_contents(self.stderr.write)
        self.stdout.write(f"files {verified.files}, bytes {verified.size}, faults {verified.faults}")
        if verified.faults:
            sys.exit(1)
