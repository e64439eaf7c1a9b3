"""What the pages of the entry gate show: steps, facts, the letter."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from purchasing.esg.models import Entry
from purchasing.esg.queries import gate as queries
from purchasing.esg.states import EntryState

S = EntryState


def entry_steps(entry: Entry) -> list[dict[str, Any]]:
    """Where it stands on its way."""
    place = {S.DRAFT: 0, S.SUBMITTED: 1, S.REVIEW: 2, S.QUERY: 2}.get(S(entry.state), 3)
    labels = [_("Prepare"), _("Submitted"), _("Under review"), pgettext("entry", "Decision")]
    return [
        {"label": label, "state": "done" if no < place else "now" if no == place else "later", "url": "", "note": ""}
        for no, label in enumerate(labels)
    ]


def entry_facts(entry: Entry) -> list[dict[str, Any]]:
    """The fact strip."""
    found = [{"label": _("Company"), "value": entry.company.name, "note": entry.company.id_display}]
    submitted = day_text(entry.submitted_at, "day") if entry.submitted_at else "—"
    found.append({"label": _("Submitted"), "value": submitted, "note": ""})
    if entry.state in (S.SUBMITTED, S.REVIEW) and entry.decide_by:
        found.append({"label": _("Decision due"), "value": day_text(entry.decide_by, "day"), "note": ""})
    elif entry.state == S.QUERY and entry.answer_due:
        found.append({"label": _("Answer due"), "value": day_text(entry.answer_due, "day"), "note": ""})
    elif entry.decided_at:
        found.append({"label": _("Decided"), "value": day_text(entry.decided_at, "day"), "note": ""})
    if entry.self_score is not None:
        found.append({"label": _("Self-assessment"), "value": f"{entry.self_score}", "note": _("of 100 points")})
    if entry.valid_to:
        found.append({"label": _("Valid until"), "value": day_text(entry.valid_to, "day"), "note": ""})
    if entry.order_cap_won:
        found.append(
            {"label": _("Most orders"), "value": str(money_full(entry.order_cap_won)), "note": _("while conditional")}
        )
    return found


def letter(entry: Entry) -> dict[str, Any]:
    """The words of the decision letter."""
    points = queries.points_of(entry)
    remedies = [[point.item, str(point.get_item_display()), point.finding] for point in points if point.passed is False]
    facts = [
        {"label": _("Company"), "value": entry.company.name},
        {"label": _("Decision"), "value": str(entry.get_state_display())},
        {"label": _("Decided"), "value": day_text(entry.decided_at, "day") if entry.decided_at else ""},
        {"label": _("Self-assessment"), "value": f"{entry.self_score} / 100"},
        {"label": _("Valid until"), "value": day_text(entry.valid_to, "day") if entry.valid_to else "—"},
        {"label": _("Reviewer"), "value": entry.reviewer.name if entry.reviewer else ""},
    ]
    conditions = ""
    if entry.order_cap_won and entry.valid_to:
        conditions = _(
            "Until %(day)s orders of at most %(cap)s may be placed. A corrective action is open; once its evidence is "
            "verified the qualification is full."
        ) % {"day": entry.valid_to.isoformat(), "cap": str(money_full(entry.order_cap_won))}
    return {
        "brand": settings.PORTAL_NAME,
        "title": _("Decision on the entry qualification"),
        "number": entry.number,
        "made": "",
        "footer": f"SHA-256 {entry.sha256}",
        "facts": facts,
        "reason_title": _("Reason"),
        "reason": entry.reason,
        "conditions_title": pgettext("entry", "Conditions"),
        "conditions": conditions,
        "remedies_title": _("What to remedy"),
        "remedies_head": [_("Item"), pgettext("entry", "Qualification"), _("Finding")],
        "remedies": remedies,
        "again": _("Apply again as soon as it is remedied: what you answered is taken over.") if remedies else "",
        "points_title": _("The ten items"),
        "points_head": [_("Item"), pgettext("entry", "Qualification"), _("Found")],
        "points": [
            [point.item, str(point.get_item_display()), _("not met") if point.passed is False else _("met")]
            for point in points
        ],
    }
