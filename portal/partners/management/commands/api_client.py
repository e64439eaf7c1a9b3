"""`manage.py api_client --company … --scopes …`: make an API client and print its credentials and a token, once."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import translation

from portal.errors import Refused
from portal.partners import rules, services
from portal.people.models import Company


class Command(BaseCommand):
    help = "Make an API client of a company; prints client id, secret and a token for 15 minutes."

    def add_arguments(self, parser):
        parser.add_argument("--company", required=True, help="its number (CMP-…) or business registration number")
        parser.add_argument("--scopes", nargs="+", required=True, help=" ".join(rules.SCOPES))
        parser.add_argument("--name", default="API client")
        parser.add_argument("--networks", nargs="*", default=[], help="such as 203.0.113.0/28")

    @translation.override("en")
    def handle(self, *args, company, scopes, name, networks, **options):
        wanted = company.replace("-", "") if not company.upper().startswith("CMP") else company
        found = Company.objects.filter(Q(number__iexact=company) | Q(brn=wanted)).first()
        if found is None:
            raise CommandError(f"There is no company {company}.")
        scopes = [code for text in scopes for code in text.replace(",", " ").split()]
        try:
            allowed = [network for text in networks for network in rules.networks_in(text)]
            client, secret = services.set_up_client(found, name=name, scopes=scopes, networks=allowed, by=None)
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"company        {found.number} {found.legal_name_ko}")
        self.stdout.write(f"scopes         {' '.join(client.scopes)}")
        self.stdout.write(f"client_id      {client.client_id}")
        self.stdout.write(f"client_secret  {secret}")
        self.stdout.write(f"token          {services.issue_token(client)}")
