"""`manage.py bank_file RUN --out FILE`: the file of a run, written whole or not at all."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.errors import Refused
from portal.transactions import again_when_crossed
from purchasing.payments.models import PaymentRun
from purchasing.payments.services.paying import take_file


class Command(BaseCommand):
    help = "Write the ISO 20022 file (pain.001.001.09) of a payment run; the same bytes each time."

    def add_arguments(self, parser):
        parser.add_argument("run", help="the run's number, RUN-2026-000001")
        parser.add_argument("--out", type=Path, required=True, help="where to write it")

    @again_when_crossed
    def handle(self, *args, run, out: Path, **options):
        found = PaymentRun.objects.filter(number=run).first()
        if found is None:
            raise CommandError(f"there is no payment run {run}")
        try:
            file, content = take_file(found, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        write_whole(out, content)
        self.stdout.write(
            f"{file.number}: {file.count} payments, {file.total:f} {found.currency}, sha256 {file.sha256}"
        )


def write_whole(out: Path, content: bytes) -> None:
    """To a draft beside it, to the disk, then under its name: whoever looks finds the whole file or none."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(out)
    except OSError as trouble:
        draft.unlink(missing_ok=True)
        raise CommandError(f"{out} could not be written: {trouble.strerror}") from trouble
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
