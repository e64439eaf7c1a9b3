"""``manage.py demo --scale 1 --seed 1``: fill an empty portal with the demonstration."""

import random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from portal.demo import PASSWORD, World, catch_up_quietly, deliver_quietly, parts
from portal.outbox.services import nobody_woken
from portal.people.models import Company, User
from portal.start import own_command

# Roles that have something to do in the portal as it is; the others wait for their programmes.
STAFF_AT_WORK = ["PO", "CM", "CE", "OC", "EV", "AP", "RQ", "SG", "ER", "FI", "AU", "CP", "PR", "AD"]
AT_WORK = frozenset([*STAFF_AT_WORK, "SA", "SE", "SF", "SU", "BD"])
CONSOLE = "django.core.mail.backends.console.EmailBackend"


class Command(BaseCommand):
    """Deterministic for a seed, except for times. Refuses on production settings and on a portal with companies."""

    help = "Fill an empty portal with invented companies, products and tenders."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1, help="1 is a small portal; 10 has ten times the companies")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are companies already")
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *, scale, seed, if_empty, accounts, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo has known passwords and does not run on production settings.")
        if scale < 1:
            raise CommandError("--scale must be 1 or more.")
        autodiscover_modules("demo")
        if accounts:
            return self.print_accounts()
        if Company.objects.exists():
            if if_empty:
                return None
            raise CommandError("There are companies already: the demo fills only an empty portal (make clean).")
        rng = random.Random(seed)  # noqa: S311 (a demonstration must be repeatable)
        self.stdout.write("  Loading the demonstration (some minutes) …")
        with nobody_woken():
            with translation.override("ko"):
                self.fill(World(scale=scale, rng=rng, say=self.stdout.write))
            deliver_quietly()  # people of the demonstration find their notices
            catch_up_quietly()
        return self.print_accounts()

    def fill(self, world):
        """Each part says what it made; one that says nothing is named."""
        for part in parts:
            said: list[str] = []
            world.say = said.append
            part.fill(world)
            for words in said or [part.title]:
                self.stdout.write(f"  {words.strip()}")

    def print_accounts(self):
        """The accounts worth trying, as long as they are the demo's: staff with something to do, and suppliers."""
        people = User.objects.select_related("active_membership__company").order_by("pk")
        staff = people.filter(email__endswith="@hanbit.example")
        suppliers = people.filter(email__regex=r"^((admin|finance)@(garam|raon|daon|nuri)|(sales|esg)@garam)\.example$")
        if not staff.exists():
            return
        self.stdout.write(f"\n  Demo accounts (password: {PASSWORD})")
        for user in [*staff, *suppliers]:
            held = list(user.active_membership.roles.all())
            if not any(role.code in AT_WORK for role in held):
                continue
            roles = ", ".join(role.name_en for role in held)
            self.stdout.write(f"    {user.email:<28} {user.active_membership.company.legal_name_en}: {roles}")
        for part in parts:
            if part.told:
                self.stdout.write(f"  {part.told}")
        self.stdout.write(f"  Second factor, the present code: {own_command('totp E-MAIL')}")
        if settings.EMAIL_BACKEND == CONSOLE:
            self.stdout.write("  E-mails are printed below, by the worker.\n")
