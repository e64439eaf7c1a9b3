"""What a reviewer looks at in a listing, rule by rule. Source: domain 1.8 (CAT-20..23), 1.10."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.models import EcoClaim, ProductSearch, ProductVersion
from catalog.queries.products import similar_listings
from catalog.rules.listing import Finding


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One rule: ``ok``, ``warn`` (a person looks) or ``bad``, and what was found."""

    rule: str
    title: str
    kind: str
    found: Sequence[str | Promise] = field(default_factory=list)
    alike: Sequence[ProductSearch] = field(default_factory=list)
    claims: Sequence[EcoClaim] = field(default_factory=list)


def _kind(found: Sequence[Finding]) -> str:
    if any(finding.stops for finding in found):
        return "bad"
    return "warn" if found else "ok"


def checklist(version: ProductVersion, findings: Sequence[Finding]) -> list[CheckLine]:
    """The rules in their order; ``findings`` are those of the services. Two queries more."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.code, []).append(finding)
    alike = similar_listings(version)
    claims = list(version.eco_claims.select_related("evidence"))
    eco = [finding for finding in by_rule.get("CAT-20", []) if finding.field == "eco"]
    mandatory = [finding for finding in by_rule.get("CAT-20", []) if finding.field != "eco"]
    doubles, wording, sizes = (by_rule.get(rule, []) for rule in ("CAT-21", "CAT-23", "1.10"))
    lines = [
        CheckLine("CAT-20", _("Mandatory facts and files"), _kind(mandatory), [row.message for row in mandatory]),
        CheckLine(
            "CAT-21",
            _("The same product twice, here or at another supplier"),
            "warn" if alike and _kind(doubles) == "ok" else _kind(doubles),
            [row.message for row in doubles],
            alike,
        ),
        CheckLine("CAT-23", _("Contact data, superlatives, marks of others"), _kind(wording),
                  [row.message for row in wording]),
        CheckLine("1.10", _("Values and prices far from the class"), _kind(sizes), [row.message for row in sizes]),
    ]  # fmt: skip
    if claims or eco:
        title = _("3R claims with their evidence")
        kind = "bad" if eco else "warn"  # a person opens the evidence
        lines.append(CheckLine("11.7", title, kind, [row.message for row in eco], claims=claims))
    return lines
