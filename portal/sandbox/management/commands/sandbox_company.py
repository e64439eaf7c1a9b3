"""``manage.py sandbox_company``: make a company in the sandbox and print its credentials, once."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.errors import Refused
from portal.partners.services import issue_token
from portal.sandbox import services
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    """See above."""

    help = "Make a company in the sandbox with people, a client of the API and things to begin with."

    def add_arguments(self, parser):
        parser.add_argument("--name", default="", help="its name; else one is invented")

    @translation.override("en")
    @again_when_crossed
    def handle(self, *args, name, **options):
        try:
            made = services.make_company(name=name)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        company = made.sandbox_company.company
        self.stdout.write(f"company        {company.number} {company.legal_name_ko}")
        for role, address in made.people.items():
            self.stdout.write(f"{role:<14} {address}")
        self.stdout.write(f"password       {made.password}")
        self.stdout.write(f"client_id      {made.client.client_id}")
        self.stdout.write(f"client_secret  {made.secret}")
        self.stdout.write(f"token          {issue_token(made.client)}")
        for thing in made.sandbox_company.things:
            self.stdout.write(f"{thing['number']:<14} {thing['label_en']}")
