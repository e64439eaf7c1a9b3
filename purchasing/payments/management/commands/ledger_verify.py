"""`manage.py ledger_verify`: walk all books; the last line tells entries, books, difference; exit 1 on a fault."""

import sys

from django.core.management.base import BaseCommand

from portal.transactions import again_when_crossed
from purchasing.payments.services.ledger_checks import check_ledger


class Command(BaseCommand):
    help = "Check every posting, balance, receivable and anchor of the ledger."

    @again_when_crossed
    def handle(self, *args, **options):
        check = check_ledger()
        for fault in check.faults:
            self.stderr.write("{check}: {whose}: expected {expected}, found {found}".format(**fault))
        difference = f"{check.difference.normalize():f}"
        self.stdout.write(f"entries {check.entries}, books {check.books}, difference {difference}")
        if check.faults:
            sys.exit(1)
