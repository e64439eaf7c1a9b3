"""DO: copy into a line what the catalogue says on a day: its specification in force, or the product used today."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from catalog.models import Product, SpecificationVersion
from catalog.queries import values_of
from catalog.queries.specs import rows_of, version_in_force
from catalog.states import Criticality
from portal.errors import RuleBroken
from purchasing.bidding.models import Tender, TenderLine


def requirements_of(line: TenderLine, on: date) -> tuple[SpecificationVersion | None, list[dict[str, Any]]]:
    """The version in force on that day and what it asks for, in both languages; without a maker's name or model."""
    if line.specification is not None:
        version = version_in_force(line.specification, on)
        return version, _asked(version)
    if line.product is not None:
        return None, _stated(line.product)
    return None, []


def pin_lines(tender: Tender, on: date) -> None:
    """Write the catalogue's requirements into the lines: from the publication on they stand as they stood that day."""
    for line in tender.lines.select_related("specification", "product__current"):
        version, requirements = requirements_of(line, on)
        _check_in_force(line, version)
        if (line.specification_version, line.requirements) != (version, requirements):
            line.specification_version, line.requirements = version, requirements
            line.save(update_fields=["specification_version", "requirements"])


def check_line(line: TenderLine, on: date) -> None:
    """Whether the line can be pinned on that day."""
    if line.specification is not None:
        _check_in_force(line, version_in_force(line.specification, on))


def _check_in_force(line: TenderLine, version: SpecificationVersion | None) -> None:
    if line.specification is not None and version is None:
        raise RuleBroken(
            _("Line %(no)s: the specification %(name)s has no version in force.")
            % {"no": line.no, "name": line.specification},
            field=f"lines.{line.no - 1}.specification",
        )


def _asked(version: SpecificationVersion | None) -> list[dict[str, Any]]:
    found = []
    for row in rows_of(version):
        name, wanted = {}, {}
        for language in ("ko", "en"):
            with translation.override(language):
                row.__dict__.pop("rule", None)  # the rule holds words of one language
                name[language], wanted[language] = row.definition.name, row.wanted
        found.append(_row(row.definition.code, name, wanted, row.criticality == Criticality.MUST))
    return found


def _stated(product: Product) -> list[dict[str, Any]]:
    found = []
    for value in values_of(product.current) if product.current else []:
        name, wanted = {}, {}
        for language in ("ko", "en"):
            with translation.override(language):
                name[language], wanted[language] = value.definition.name, value.shown
        found.append(_row(value.definition.code, name, wanted, False))
    return found


def _row(code: str, name: dict[str, str], wanted: dict[str, str], must: bool) -> dict[str, Any]:
    return {
        "code": code,
        "name_ko": str(name["ko"]),
        "name_en": str(name["en"]),
        "wanted_ko": str(wanted["ko"]),
        "wanted_en": str(wanted["en"]),
        "must": must,
    }
