"""``manage.py import_catalogue FILE --company NUMBER``: a table of parts as a supplier's catalogue."""

from collections.abc import Callable
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from catalog.management.reading import read_table
from catalog.models import AttributeDef
from catalog.queries.classes import UNSPSC
from catalog.rules.electronic_parts import is_parts, is_supplied, listed_part, supplied_part
from catalog.rules.standard_parts import catalogue_row, is_standard_parts
from catalog.services.importing import Fault, TableRow, import_table
from portal.errors import Refused, RuleBroken
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from portal.transactions import again_when_crossed

MOST_SHOWN = 30
Attributes = dict[str, set[str]]


class Command(BaseCommand):
    """A list like any other: the same file, checks, states and trail as on the screens."""

    help = "Import a table of parts as the catalogue of a supplier; safe to repeat (by part number)."

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
        parser.add_argument("--parts", help="of a table of supplier parts: the table of the parts that it refers to")
        parser.add_argument("--supplier", help="of a table of supplier parts: only those of this supplier")
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")

    @again_when_crossed
    def handle(
        self, *, file, company, by, publish, reviewer, origin, lead_days, moq, parts, supplier, dry_run, **_options
    ):
        """Import and report; the exit code is 1 when a row was left out."""
        owner = Company.objects.filter(Q(number=company) | Q(brn=company.replace("-", ""))).first()
        if owner is None:
            raise CommandError(f"There is no company with the number {company}.")
        person = self._person(by) if by else people_with_role(owner, "SA", "SU").order_by("pk").first()
        if person is None:
            raise CommandError(f"{owner} has nobody who may list products (roles SA, SU).")
        if publish and not reviewer:
            raise CommandError("--publish needs --reviewer: the e-mail of a purchasing officer.")
        count, rows, faults = self._rows(file, parts, supplier)
        terms = {
            "origin": origin.upper(),
            "moq": f"{moq}",
            "lead_time_days": "" if lead_days is None else f"{lead_days}",
        }
        try:
            report = import_table(
                rows,
                company=owner,
                by=person,
                name="catalogue",
                defaults=terms,
                dry_run=dry_run,
                reviewer=self._person(reviewer) if publish else None,
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        told = sorted([*faults, *report.faults], key=lambda fault: fault.line)
        self._tell(told)
        left_out = len({fault.line for fault in told})
        self.stdout.write(
            f"{'Dry run, nothing kept: ' if dry_run else ''}{count:,} rows: {report.added:,} added, "
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

    def _rows(self, file: str, parts: str | None, supplier: str | None) -> tuple[int, list[TableRow], list[Fault]]:
        """The rows of the file as our columns, and what is wrong with those that cannot be read so."""
        columns, table = read_table(file)
        if is_standard_parts(columns):
            return self._read(table, _standard)
        if is_supplied(columns):
            if not parts:
                raise CommandError("A table of supplier parts needs --parts: the table of the parts.")
            known = {row["part"]: row for row in read_table(parts)[1]}
            wanted = [row for row in table if not supplier or row["supplier"] == supplier]

            def supplied(line: int, row: dict[str, str], attributes: Attributes) -> TableRow:
                if row["part"] not in known:
                    raise RuleBroken(f"There is no part {row['part']}.", field="part")
                listed = supplied_part(row, known[row["part"]], attributes)
                return TableRow(line, listed.cells, listed.shape)

            return self._read(wanted, supplied)
        if is_parts(columns):
            return self._read(table, _part)
        raise CommandError(f"{file} is not a table of standard parts: {', '.join(columns[:12])}")

    @staticmethod
    def _read(
        table: list[dict[str, str]], read: Callable[[int, dict[str, str], Attributes], TableRow]
    ) -> tuple[int, list[TableRow], list[Fault]]:
        attributes = _attributes()
        rows, faults = [], []
        for line, row in enumerate(table, start=2):
            try:
                rows.append(read(line, row, attributes))
            except RuleBroken as broken:
                faults.append(Fault(line, row.get("key") or row.get("sku") or "", broken.field or "", str(broken)))
        return len(table), rows, faults

    def _tell(self, faults: list[Fault]) -> None:
        for fault in faults[:MOST_SHOWN]:
            self.stderr.write(f"line {fault.line}, {fault.sku}, {fault.field}: {fault.message}")
        if len(faults) > MOST_SHOWN:
            self.stderr.write(f"… and {len(faults) - MOST_SHOWN} more")


def _standard(line: int, row: dict[str, str], attributes: Attributes) -> TableRow:
    found = catalogue_row(line, row, attributes)
    cells = {"sku": found.sku, "class": found.class_code, **found.texts}
    for code, parts in found.attributes.items():
        cells[f"attr:{code}"] = f"{parts['value']} {parts.get('unit', '')}".strip()
    return TableRow(line, cells, found.shape)


def _part(line: int, row: dict[str, str], attributes: Attributes) -> TableRow:
    listed = listed_part(row, attributes)
    return TableRow(line, listed.cells, listed.shape)


def _attributes() -> Attributes:
    """The attribute codes of every class that has any of its own, inherited ones included."""
    own: dict[str, set[str]] = {}
    rows = AttributeDef.objects.filter(node__scheme__code=UNSPSC).values_list("node__code", "code")
    for node, code in rows:
        own.setdefault(node, set()).add(code)
    return _Inherited(own)


class _Inherited(dict):
    """Looks a class up with those above it."""

    def __init__(self, own: dict[str, set[str]]):
        super().__init__()
        self.own = own

    def get(self, code, default=None):
        """All attributes of ``code``: its own, and those of its class, family and segment."""
        found: set[str] = set()
        for size in (2, 4, 6, 8):
            found |= self.own.get(code[:size].ljust(8, "0"), set())
        return found or default
