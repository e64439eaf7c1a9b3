"""``manage.py sandbox_clock --advance P3D``: read the sandbox's clock, move it on and follow it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.clock import SEOUL
from portal.errors import Refused
from portal.sandbox import rules, services
from portal.sandbox.queries import read_clock
from portal.transactions import again_when_crossed


class Command(BaseCommand):
    """See above."""

    help = "Read the sandbox's clock; with --advance move it on and do what becomes due."

    def add_arguments(self, parser):
        parser.add_argument("--advance", default="", help="a span in ISO 8601, such as P3D or PT2H")

    @translation.override("en")
    @again_when_crossed
    def handle(self, *args, advance, **options):
        if advance:
            step = rules.duration(advance)
            if step is None:
                raise CommandError(f"{advance} is no span of weeks, days, hours, minutes and seconds, such as P3D.")
            try:
                services.move_clock(step)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            services.follow(services.play)
        reading = read_clock()
        if reading is None:
            raise CommandError("This portal is not a sandbox.")
        self.stdout.write(f"{reading.shown.astimezone(SEOUL):%Y-%m-%d %H:%M:%S} KST, {reading.ahead} ahead")
