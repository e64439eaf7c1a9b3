"""The steps of a draft: which is done, what is left, how complete it is."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import services
from catalog.models import ProductVersion
from catalog.queries import definitions_for
from catalog.rules.listing import Finding, completeness

STEPS = {
    "basics": _("Class and name"),
    "attributes": _("Specification"),
    "supply": _("Price and supply"),
    "files": _("Pictures and documents"),
    "eco": _("Recycle, reduce, reuse"),
    "check": _("Check and submit"),
}
SUPPLY = ("lead_time_days", "moq", "order_multiple", "price", "price_breaks", "price_valid_until")
OWN = ("files", "eco")  # steps that are named like the field they hold


def step_of(field: str) -> str:
    """Where a field is written."""
    if field.startswith("attr_"):
        return "attributes"
    if field in SUPPLY:
        return "supply"
    return field if field in OWN else "basics"


def place_of(field: str) -> str:
    """The field's place on its step: what a link in the list of what is left points to."""
    if field == "class_node":
        return "class-label"
    return {"files": "id_upload", "eco": "claims-title", "price_breaks": "breaks-title"}.get(field, f"id_{field}")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a draft stands."""

    findings: list[Finding]
    percent: int
    steps: list[dict[str, Any]]

    @property
    def stops(self) -> list[tuple[Finding, str]]:
        """What must be done before submitting, with the address of its field."""
        return self._placed(stopping=True)

    @property
    def hints(self) -> list[tuple[Finding, str]]:
        """What is worth a second look, with the address of its field."""
        return self._placed(stopping=False)

    def _placed(self, *, stopping: bool) -> list[tuple[Finding, str]]:
        urls = {name: step["url"] for name, step in zip(STEPS, self.steps, strict=True)}
        found = [finding for finding in self.findings if finding.stops is stopping]
        return [(finding, f"{urls[step_of(finding.field)]}#{place_of(finding.field)}") for finding in found]


def progress_of(version: ProductVersion, now: str) -> Progress:
    """Findings, completeness and the stepper with ``now`` as the present step."""
    definitions = definitions_for(version.class_node)
    findings = [*services.check_listing(version, definitions), *services.listing_hints(version)]
    open_steps = {step_of(finding.field) for finding in findings if finding.stops}
    if not version.eco_claims.exists():
        open_steps.add("eco")  # nothing is asked for there, but nothing is done either
    required = sum(definition.required for definition in definitions.values())
    missing = sum(finding.stops for finding in findings)
    extras = [version.name_en, version.description_ko, version.model, version.product.price is not None]
    asked = 6 + required
    done = [True] * max(0, asked - missing) + [False] * missing + [bool(extra) for extra in extras]
    steps = [
        {
            "label": label,
            "state": "now" if name == now else "done" if name != "check" and name not in open_steps else "later",
            "url": reverse(f"catalog:draft-{name}", args=[version.uid]),
            "note": "",
        }
        for name, label in STEPS.items()
    ]
    return Progress(findings, completeness(done), steps)


def next_step(name: str) -> str:
    """The step after ``name``."""
    names = list(STEPS)
    return names[min(names.index(name) + 1, len(names) - 1)]


def previous_step(name: str) -> str:
    """The step before ``name``; of the first one itself."""
    names = list(STEPS)
    return names[max(names.index(name) - 1, 0)]
