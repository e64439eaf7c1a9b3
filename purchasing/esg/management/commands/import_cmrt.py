"""`manage.py import_cmrt FILE --declaration RMD-2026-000001 --by E-MAIL`: fill a declaration from a workbook."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError

from portal.clock import today
from portal.errors import Refused
from portal.people.models import User
from portal.transactions import again_when_crossed
from purchasing.esg.models import MineralDeclaration
from purchasing.esg.services.mineral_files import import_workbook, read_workbook


class Command(BaseCommand):
    help = "Read a CMRT or EMRT workbook; with --declaration and --by fill that declaration from it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--declaration", default="", help="its number; without it the file is only read")
        parser.add_argument("--by", default="", help="e-mail address of the supplier's person who sends it")

    @again_when_crossed
    def handle(self, *args, file: Path, declaration, by, **options):
        try:
            content = ContentFile(file.read_bytes(), name=file.name)
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}") from trouble
        try:
            if declaration:
                self._fill(content, declaration, by)
            else:
                self._tell(content)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _fill(self, content: ContentFile, number: str, email: str) -> None:
        wanted = MineralDeclaration.objects.filter(number=number).first()
        person = User.objects.filter(email__iexact=email).first()
        if wanted is None:
            raise CommandError(f"there is no declaration {number}")
        if person is None:
            raise CommandError(f"--by: there is no person {email!r}")
        filled = import_workbook(wanted, content, on=today(), by=person)
        for note in filled.read_notes:
            self.stdout.write(f"{note['cell']}: {note['code']} {note['text']}".strip())
        self.stdout.write(f"{filled.number}: {filled.smelters.count()} smelters, {len(filled.read_notes)} not taken")

    def _tell(self, content: ContentFile) -> None:
        found = read_workbook(content, "", today())
        for note in found.notes:
            self.stdout.write(f"{note.cell}: {note.code} {note.text}".strip())
        self.stdout.write(
            f"{found.template.upper()} {found.version}: {len(found.smelters)} smelters, {len(found.notes)} not taken"
        )
