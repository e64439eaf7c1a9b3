"""``manage.py rotate_kek``: bring what the sealing keys lock under the one now in use. Decisions 0026, 0063."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from portal.encrypted import rows
from portal.errors import is_crossed
from portal.sealing.columns import Unreadable
from portal.sealing.portal_keys import Locked
from portal.transactions import again_when_crossed, may_begin_again
from purchasing.bidding.services.tender_keys import relock_pads


class Command(BaseCommand):
    """Put the new key first in SEALING_KEYS and keep the old one behind it; run this; then take the old one away.

    As the owner of the tables (``DATABASE_OWNER_URL``), like ``migrate``: some rows change for nobody else.
    """

    help = "Locks what older sealing keys lock under the first key of SEALING_KEYS: tenders' keys, encrypted columns."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to look only."""
        parser.add_argument(
            "--check", action="store_true", help="Only counts encrypted values under other keys; 1 if there are any."
        )

    @again_when_crossed
    def handle(self, *args: Any, **options: Any) -> None:
        """The tenders' keys all at once; columns batch by batch: what is done stays done, and it can be run again."""
        if options["check"]:
            self.tell_left()
            return
        try:
            count = relock_pads()
            self.stdout.write(f"Tenders' keys locked anew: {count}.")
            for column in rows.all_columns():
                if count := rows.relock(column):
                    self.stdout.write(f"{column.name}: {count} values locked anew.")
        except (Locked, Unreadable) as fault:
            raise CommandError(f"{fault}: bring back the earlier key in SEALING_KEYS, and run this again.") from fault
        except OperationalError as fault:
            if is_crossed(fault) and may_begin_again():
                raise
            raise CommandError(f"{str(fault).strip()}: run this again. What was done stays done.") from fault
        except ProgrammingError as fault:  # not the owner of the tables
            raise CommandError(f"{str(fault).strip()}: DATABASE_OWNER_URL names the owner of the tables.") from fault
        self.tell_left()
        self.stdout.write("Keys that stand behind the first can be taken away now.")

    def tell_left(self) -> None:
        """How many values of which column are under which other key."""
        found = {column.name: left for column in rows.all_columns() if (left := rows.left(column))}
        for name, left in found.items():
            for head, count in sorted(left.items()):
                key = f"the key {head[2:-1]}" if head else "no key: has migrate been run?"
                self.stdout.write(f"{name}: {count} values are under {key}")
        if found:
            raise CommandError("Some values are not under the key in use: run rotate_kek again.", returncode=1)
        self.stdout.write("All encrypted values are under the key in use.")
