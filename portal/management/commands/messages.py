"""`manage.py messages`: the Korean of the portal.

    manage.py messages                  find new texts, bring every po file up to date
    manage.py messages people catalog   … only those of these apps
    manage.py messages --check          list what is missing, fuzzy or does not fit; fails if there is any
    manage.py messages --compile        write the mo files that Django reads (`make run` and `make test` do)

Python files and ``templates/<label>/`` feed the app's po file; other templates feed the portal's own.
"""

from django.core.management.base import BaseCommand, CommandError

from portal.wording import catalogs
from portal.wording.extract import BadMessage


class Command(BaseCommand):
    help = "Bring the Korean po files up to date, check them, or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("labels", nargs="*", help="app labels; all apps if none is given")
        parser.add_argument("--check", action="store_true", help="list what is missing or wrong; fail if there is any")
        parser.add_argument("--compile", action="store_true", help="write the mo files")

    def handle(self, *args, labels, check, verbosity, **options):
        every = catalogs.catalogs()
        if unknown := set(labels) - set(every):
            raise CommandError(f"No such app: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(every))}.")
        chosen = [catalog for label, catalog in every.items() if not labels or label in labels]
        if options["compile"]:
            written = sum(catalogs.compile_catalog(catalog) for catalog in chosen)
            if verbosity:
                self.stdout.write(f"{written} catalogs compiled")
            return
        try:
            for catalog in chosen:
                catalog.extract()
        except BadMessage as trouble:
            raise CommandError(str(trouble)) from None
        if check:
            self._check(chosen)
        else:
            self._merge(chosen)

    def _merge(self, chosen):
        for catalog in chosen:
            count, waiting = catalogs.merge(catalog)
            if count:
                note = f", {waiting} without Korean" if waiting else ""
                self.stdout.write(f"{catalog.name}: {count} messages{note}")

    def _check(self, chosen):
        found = [fault for catalog in chosen for fault in catalogs.faults(catalog)]
        if not found:
            found = list(catalogs.quarrels(chosen))
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(found)} messages need work. `make messages` brings the po files up to date.")
        count = sum(len(catalog.messages) for catalog in chosen)
        self.stdout.write(f"{count} messages, all in Korean")
