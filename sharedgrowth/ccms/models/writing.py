"""Sets and overviews in their agreed forms: what is frozen, and the set that comes with the portal."""

from typing import Any

from sharedgrowth.ccms.models.items_shipped import ANCHORS, ITEMS, TITLE_EN, TITLE_KO, VERSION, YEAR
from sharedgrowth.ccms.models.modules import Module
from sharedgrowth.ccms.models.overviews import Overview
from sharedgrowth.ccms.models.sets import Anchor, AssessmentSet, Item
from sharedgrowth.ccms.rules.overviews import TEXTS, document_of, sha256_of
from sharedgrowth.ccms.rules.scoring import cycle_of
from sharedgrowth.ccms.states import SetState


def overview_document(overview: Overview) -> str:
    """The text of an overview as it is approved: what its fingerprint is of."""
    facts: dict[str, Any] = {name: getattr(overview, name) for name in TEXTS}
    facts |= {
        "module": overview.module.code,
        "lang": overview.lang,
        "version": overview.version,
        "programmes": list(overview.programmes),
        "kpis": list(overview.kpis),
        "change_note": overview.change_note,
    }
    return document_of(facts)


def set_document(found: AssessmentSet) -> str:
    """A set with its statements and what the levels mean: what its fingerprint is of."""
    items = found.items.select_related("module", "maps_to__set").order_by("module__order", "order", "pk")
    return document_of(
        {
            "set": str(found),
            "action_below": str(found.action_below),
            "least_units": found.least_units,
            "evidence_from": found.evidence_from,
            "items": [
                {
                    "code": each.code,
                    "module": each.module.code,
                    "ko": each.statement_ko,
                    "en": each.statement_en,
                    "weight": each.weight,
                    "na": each.na_allowed,
                    "same_as": f"{each.maps_to.set} {each.maps_to.code}" if each.maps_to else "",
                }
                for each in items
            ],
            "anchors": [
                {"item": _code(each), "level": each.level, "ko": each.text_ko, "en": each.text_en}
                for each in found.anchors.select_related("item").order_by("item__code", "level")
            ],
        }
    )


def _code(anchor: Anchor) -> str:
    return anchor.item.code if anchor.item else ""


def write_shipped(using: str = "default") -> AssessmentSet:
    """The set that comes with the portal, in force from its first day."""
    opens, closes, publishes = cycle_of(YEAR)
    found = AssessmentSet.objects.using(using).create(
        year=YEAR,
        version=VERSION,
        title_ko=TITLE_KO,
        title_en=TITLE_EN,
        opens_on=opens,
        closes_on=closes,
        publishes_on=publishes,
    )
    modules = {module.code: module for module in Module.objects.using(using).all()}
    Item.objects.using(using).bulk_create(
        Item(
            set=found,
            module=modules[code],
            code=f"{code}-{place}",
            order=place,
            weight=weight,
            statement_ko=ko,
            statement_en=en,
            hint_ko=hint_ko,
            hint_en=hint_en,
        )
        for code, rows in ITEMS.items()
        for place, (weight, ko, en, hint_ko, hint_en) in enumerate(rows, start=1)
    )
    Anchor.objects.using(using).bulk_create(
        Anchor(set=found, level=level, text_ko=ko, text_en=en) for level, ko, en in ANCHORS
    )
    document = set_document(AssessmentSet.objects.using(using).get(pk=found.pk))
    rows = AssessmentSet.objects.using(using).filter(pk=found.pk)
    rows.update(state=SetState.REVIEW)  # the database knows no shorter way
    rows.update(state=SetState.PUBLISHED, document=document, sha256=sha256_of(document))
    found.refresh_from_db()
    return found
