"""`manage.py api_client`: make an API client and print its credentials once, or give one a new secret.

`--company … --scopes …` makes one; `--rotate CLIENT_ID` gives that client a new secret.
"""

from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import translation

from portal.clock import today
from portal.errors import Refused
from portal.partners import rules, services
from portal.partners.models import ApiClient
from portal.people.models import Company
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    help = (
        "Make an API client of a company, or give one a new secret (--rotate); "
        "prints client id, secret and a token for 15 minutes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--company", help="its number (CMP-…) or business registration number")
        parser.add_argument("--scopes", nargs="+", default=[], help=" ".join(rules.SCOPES))
        parser.add_argument("--name", default="API client")
        parser.add_argument("--networks", nargs="*", default=[], help="such as 203.0.113.0/28")
        parser.add_argument("--expires", default="", help="its last day, 2027-11-30, or in how many days; usually 365")
        parser.add_argument("--rotate", metavar="CLIENT_ID", help="a new secret for this client")
        parser.add_argument(
            "--overlap",
            type=int,
            default=rules.USUAL_OVERLAP,
            help=f"hours that the old secret goes on, one of {', '.join(map(str, rules.OVERLAP_HOURS))}",
        )

    @translation.override("en")
    @again_when_crossed
    def handle(self, *args, company, scopes, name, networks, expires, rotate, overlap, **options):
        if bool(company) == bool(rotate):
            raise CommandError("Say --company to make a client, or --rotate to give one a new secret.")
        try:
            if rotate:
                client, secret = self._rotate(rotate, overlap)
            else:
                client, secret = self._make(company, scopes, name, networks, expires)
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"company        {client.company.number} {client.company.legal_name_ko}")
        self.stdout.write(f"scopes         {' '.join(client.scopes)}")
        self.stdout.write(f"expires        {client.last_day or 'never'}")
        self.stdout.write(f"client_id      {client.client_id}")
        self.stdout.write(f"client_secret  {secret}")
        self.stdout.write(f"token          {services.issue_token(client)}")

    def _make(self, company, scopes, name, networks, expires) -> tuple[ApiClient, str]:
        wanted = company.replace("-", "") if not company.upper().startswith("CMP") else company
        found = Company.objects.filter(Q(number__iexact=company) | Q(brn=wanted)).first()
        if found is None:
            raise CommandError(f"There is no company {company}.")
        scopes = [code for text in scopes for code in text.replace(",", " ").split()]
        allowed = [network for text in networks for network in rules.networks_in(text)]
        last_day = _day(expires)
        return services.set_up_client(found, name=name, scopes=scopes, networks=allowed, last_day=last_day, by=None)

    def _rotate(self, client_id: str, hours: int) -> tuple[ApiClient, str]:
        client = ApiClient.objects.select_related("company", "application")
        found = client.filter(application__client_id=client_id).first()
        if found is None:
            raise CommandError(f"There is no API client {client_id}.")
        return found, services.replace_secret(found, hours=hours, by=None)


def _day(text: str) -> date:
    """A day, or so many days from today."""
    if text.isascii() and text.isdigit():
        return today() + timedelta(days=min(int(text), 10_000))
    return date.fromisoformat(text) if text else rules.last_days(today())[1]
