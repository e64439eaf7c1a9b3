"""A version as rows of facts, and two versions side by side."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models import EcoClaim, ProductVersion
from catalog.queries.products import values_of
from portal.countries import country_name


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of a version: where it is written, what it is called, what it says."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One fact in two versions."""

    field: str
    label: str
    before: str
    after: str

    @property
    def is_new(self) -> bool:
        """Only the later version says it."""
        return bool(self.after and not self.before)

    @property
    def is_changed(self) -> bool:
        """The two do not say the same."""
        return self.before != self.after


def origin_name(code: str) -> str:
    """The name of a country in the reader's language; nothing for none."""
    return country_name(code, get_language() or "") if code else ""


def claim_text(claim: EcoClaim) -> str:
    """A 3R claim in one line: what, by whose document, until when, with which evidence."""
    until = claim.valid_to.isoformat() if claim.valid_to else _("no end")
    days = f"{claim.valid_from.isoformat()} – {until}"
    parts = (f"{claim.get_kind_display()}: {claim.statement}", f"{claim.issuer} {claim.number}", days)
    return " · ".join([*parts, claim.evidence.name])


def facts_of(version: ProductVersion) -> list[FactRow]:
    """Everything that a version says, in the order of the form. Files by name."""
    rows = [
        FactRow("class_node", _("Class"), f"{version.class_node.name} · {version.class_node.code}"),
        FactRow("name_ko", _("Name (Korean)"), version.name_ko),
        FactRow("name_en", _("Name (English)"), version.name_en),
        FactRow("maker", _("Maker"), version.maker),
        FactRow("model", _("Model"), version.model),
        FactRow("origin", _("Country of origin"), origin_name(version.origin)),
        FactRow("hs_code", _("HS or HSK code"), version.hs_code),
        FactRow("description_ko", _("Description (Korean)"), version.description_ko),
        FactRow("description_en", _("Description (English)"), version.description_en),
    ]
    rows += [
        FactRow(f"attr_{value.definition.code}", value.definition.name, value.shown) for value in values_of(version)
    ]
    files = version.files.select_related("file")
    rows.append(FactRow("files", _("Pictures and documents"), ", ".join(row.file.name for row in files)))
    claims = version.eco_claims.select_related("evidence")
    rows.append(FactRow("eco", _("3R claims"), "\n".join(claim_text(claim) for claim in claims)))
    return rows


def changes_between(before: ProductVersion | None, after: ProductVersion) -> list[Change]:
    """All facts of ``after`` beside those of ``before`` (None: everything is new), also those that were dropped."""
    old = {row.field: row for row in facts_of(before)} if before is not None else {}
    new = {row.field: row for row in facts_of(after)}
    order = [*new, *(field for field in old if field not in new)]
    return [
        Change(
            field,
            (new.get(field) or old[field]).label,
            old[field].text if field in old else "",
            new[field].text if field in new else "",
        )
        for field in order
        if (field in old and old[field].text) or (field in new and new[field].text)
    ]
