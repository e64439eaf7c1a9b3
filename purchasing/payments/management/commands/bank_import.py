"""`manage.py bank_import FILE`: read what the bank says of payments."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from portal.errors import Refused
from portal.transactions import again_when_crossed
from purchasing.payments.services.bank_in import read_bank_message


class Command(BaseCommand):
    help = "Read messages of the bank (pain.002, camt.053, camt.054); each is read once."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    @again_when_crossed
    def handle(self, *args, files: list[Path], **options):
        for path in files:
            try:
                message, new = read_bank_message(path.read_bytes(), by=None)
            except (Refused, OSError) as refusal:
                raise CommandError(f"{path}: {refusal}") from refusal
            counts = message.entries.order_by("outcome").values_list("outcome").annotate(n=Count("pk"))
            told = ", ".join(f"{n} {outcome}" for outcome, n in counts) or "no lines"
            self.stdout.write(f"{message}: {told}" if new else f"{message}: already read on {message.read_at:%Y-%m-%d}")
