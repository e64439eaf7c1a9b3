"""``manage.py import_catalogue FILE --company NUMBER``: a table of standard parts as a supplier's catalogue."""

from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from catalog.management.reading import read_table
from catalog.models import AttributeDef
from catalog.queries import class_by_code, definitions_for
from catalog.rules.standard_parts import KINDS, CatalogueRow, catalogue_row, is_standard_parts
from catalog.services.importing import Fault, Terms, import_rows
from portal.errors import Refused, RuleBroken
from portal.people.models import Company, User
from portal.people.queries import people_with_role

MOST_SHOWN = 30


class Command(BaseCommand):
    """The same services as the screens: the same checks, the same trail."""

    help = "Import a table of standard parts as the catalogue of a supplier; safe to repeat (by part number)."

    def add_arguments(self, parser):
        """The file, whose catalogue it is, what the file does not say, and whether to publish."""
        parser.add_argument("file")
        parser.add_argument("--company", required=True, help="number (CMP-…) or business number of the supplier")
        parser.add_argument("--by", help="e-mail of the supplier's user; otherwise its first administrator")
        parser.add_argument("--publish", action="store_true", help="submit and publish what is complete")
        parser.add_argument("--reviewer", help="with --publish: e-mail of the purchasing officer who reviews")
        parser.add_argument("--origin", default="", help="country of origin of all parts, such as DE")
        parser.add_argument("--lead-days", type=int, help="lead time of all parts in days")
        parser.add_argument("--moq", type=Decimal, default=Decimal(1), help="minimum order of all parts (1)")
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")

    def handle(self, *, file, company, by, publish, reviewer, origin, lead_days, moq, dry_run, **_options):
        """Import and report; the exit code is 1 when a row was left out."""
        columns, rows = read_table(file)
        if not is_standard_parts(columns):
            raise CommandError(f"{file} is not a table of standard parts: {', '.join(columns[:12])}")
        supplier = Company.objects.filter(Q(number=company) | Q(brn=company.replace("-", ""))).first()
        if supplier is None:
            raise CommandError(f"There is no company with the number {company}.")
        person = self._person(by) if by else people_with_role(supplier, "SA", "SU").order_by("pk").first()
        if person is None:
            raise CommandError(f"{supplier} has nobody who may list products (roles SA, SU).")
        if publish and not reviewer:
            raise CommandError("--publish needs --reviewer: the e-mail of a purchasing officer.")
        parts, faults = self._parts(rows)
        terms = Terms(origin.upper(), lead_days, moq, self._person(reviewer) if publish else None)
        try:
            report = import_rows(parts, company=supplier, by=person, terms=terms, dry_run=dry_run)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(sorted([*faults, *report.faults], key=lambda fault: fault.line))
        left_out = len(faults) + len(report.faults)
        self.stdout.write(
            f"{'Dry run, nothing kept: ' if dry_run else ''}{len(rows):,} rows: {report.added:,} added, "
            f"{report.changed:,} changed, {report.unchanged:,} as they were, {report.published:,} published, "
            f"{left_out:,} left out."
        )
        if left_out:
            raise SystemExit(1)

    @staticmethod
    def _person(email: str) -> User:
        person = User.objects.select_related("active_membership__company").filter(email=email.lower()).first()
        if person is None:
            raise CommandError(f"Nobody has the e-mail address {email}.")
        return person

    @staticmethod
    def _parts(rows: list[dict[str, str]]) -> tuple[list[CatalogueRow], list[Fault]]:
        definitions: dict[str, dict[str, AttributeDef]] = {}
        for code in {kind.class_code for kind in KINDS.values()}:
            node = class_by_code(code)
            definitions[code] = definitions_for(node) if node else {}
        attributes = {code: set(found) for code, found in definitions.items()}
        parts, faults = [], []
        for line, row in enumerate(rows, start=2):
            try:
                parts.append(catalogue_row(line, row, attributes))
            except RuleBroken as broken:
                faults.append(Fault(line, row.get("key", ""), broken.field or "", str(broken)))
        return parts, faults

    def _tell(self, faults: list[Fault]) -> None:
        for fault in faults[:MOST_SHOWN]:
            self.stderr.write(f"line {fault.line}, {fault.sku}, {fault.field}: {fault.message}")
        if len(faults) > MOST_SHOWN:
            self.stderr.write(f"… and {len(faults) - MOST_SHOWN} more")
