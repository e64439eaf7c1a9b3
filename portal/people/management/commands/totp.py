"""The present code of a demonstration account's authenticator app; refuses in production."""

from django.core.management.base import BaseCommand, CommandError

from portal.errors import Refused
from portal.people.models import User
from portal.people.services import current_totp_code


class Command(BaseCommand):
    """``manage.py totp po@hanbit.example``"""

    help = "Print the code that a demonstration account's authenticator app shows now (not in production)."

    def add_arguments(self, parser):
        """Whose code."""
        parser.add_argument("email")

    def handle(self, *, email: str, **options):
        """Print it."""
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"There is no account {email}.")
        try:
            self.stdout.write(current_totp_code(user))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
