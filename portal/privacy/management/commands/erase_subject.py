"""``manage.py erase_subject EMAIL_OR_ID --reason WORDS``: erase a person, for the operator on the officer's order."""

import uuid
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from portal.people.models import User
from portal.privacy.queries.rights import holding_label, kept_of
from portal.privacy.services import destruction
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    help = "Erase everything that may go of one person, irrecoverably; says what a law keeps."

    def add_arguments(self, parser):
        parser.add_argument("subject", help="e-mail address, number or uid of the account")
        parser.add_argument("--reason", required=True, help="why; stands on the certificates, so name no person")

    @again_when_crossed
    def handle(self, *args, **options):
        user = self._person(options["subject"])
        if not options["reason"].strip():
            raise CommandError("--reason: say why")
        certificates = destruction.erase_person(user, reason=options["reason"].strip(), by=None)
        user.refresh_from_db()
        for certificate in certificates:
            self.stdout.write(f"{certificate.number}  {holding_label(certificate.holding)}  {certificate.total}")
        for kept in kept_of(user):
            if kept.stays:
                self.stdout.write(f"kept  {kept.holding.label}: {kept.stays}")
        self.stdout.write(f"{len(certificates)} certificates of destruction")

    def _person(self, subject: str) -> User:
        wanted = Q(email__iexact=subject)
        if subject.isascii() and subject.isdigit():
            wanted |= Q(pk=int(subject))
        with suppress(ValueError):  # an address or a number is no uid
            wanted |= Q(uid=uuid.UUID(subject))
        user = User.objects.filter(wanted).first()
        if user is None:
            raise CommandError("nobody has this address, number or uid")
        return user
