"""`manage.py audit_verify [--anchor SEQ:HASH …]`: walk the chain in the database; exit 1 if it does not hold."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from portal.audit.services import checks
from portal.transactions import again_when_crossed


def anchor(text: str) -> tuple[int, str]:
    """``17:ab12…`` as a place and its hash."""
    seq, _colon, head = text.partition(":")
    if not seq.isdigit() or len(head) != 64:
        raise argparse.ArgumentTypeError("write an anchor as SEQ:HASH, the hash with 64 digits")
    return int(seq), head


class Command(BaseCommand):
    help = "Check the audit chain; an anchor is a head known from a receipt, a log or an earlier check."

    def add_arguments(self, parser):
        parser.add_argument("--anchor", action="append", type=anchor, default=[], metavar="SEQ:HASH")

    @again_when_crossed
    def handle(self, *args, **options):
        found = checks.check_chain(anchors=dict(options["anchor"]))
        if found.fault:
            raise CommandError(f"The chain does not hold: {found.fault} ({found.entries} entries were right before it)")
        self.stdout.write(f"The chain holds: {found.entries} entries, head {found.seq}:{found.head}")
