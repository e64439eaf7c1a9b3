"""``manage.py found_portal --company 한빛제철 --brn 1234567891 --admin-email ad@hanbit.example``: the first day."""

from argparse import ArgumentTypeError

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import translation

from portal.errors import Refused
from portal.people.services import found_portal, mail_first_password_link
from portal.text import digits_of
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    """Refuses once there is a buying organisation: from then on its administrator invites people on the pages."""

    help = "Enter the buying organisation and its first administrator, who is sent a link to set a password."

    def add_arguments(self, parser):
        """Who buys here, and who administers."""
        parser.add_argument("--company", required=True, help="legal name (Korean)")
        parser.add_argument("--company-en", default="", help="legal name (English)")
        parser.add_argument("--brn", required=True, help="business registration number, 10 digits")
        parser.add_argument("--admin-email", required=True, type=_address)
        parser.add_argument("--admin-name", default="", help="name of the administrator (default: from the address)")

    @translation.override("en")
    @again_when_crossed
    def handle(self, *, company, company_en, brn, admin_email, admin_name, **options):
        """Found it, then send the link."""
        try:
            admin = found_portal(
                name=company,
                name_en=company_en,
                brn=digits_of(brn),
                admin_email=admin_email,
                admin_name=admin_name or admin_email.split("@")[0],
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{admin.company} is entered; its administrator is {admin.email}.")
        try:
            mail_first_password_link(admin)
        except OSError as failure:  # smtplib's errors are OSErrors too
            raise CommandError(
                f"The e-mail could not be sent ({failure}). Mend the mail settings; then {admin.email} asks for a link "
                "with “Forgotten your password?” on the sign-in page."
            ) from failure
        self.stdout.write("A link to set the password is on its way. It works once, for one hour; the second factor")
        self.stdout.write("is set up at the first sign-in. Then invite colleagues with their roles under “People”.")


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as fault:
        raise ArgumentTypeError(f"{text!r} is no e-mail address") from fault
    return text
