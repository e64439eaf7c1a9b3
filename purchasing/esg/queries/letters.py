"""FIND: the papers of a due process and of a corrective action, ready to be set."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.display import day_text, money_full
from purchasing.esg.models import CorrectiveAction, Limitation
from purchasing.esg.states import LimitationLevel, LimitationState


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: its kind is part of its address."""

    kind: str
    title: str
    on: date | None


def letters_of(limitation: Limitation) -> list[Letter]:
    """What has been written to the supplier so far."""
    found = []
    if limitation.notified_at is not None:
        found.append(Letter("notice", _("Notice of a proposed supply limitation"), _day(limitation.notified_at)))
    if limitation.decided_on is not None and limitation.notified_at is not None:
        dropped = limitation.state == LimitationState.NOT_IMPOSED
        title = _("Decision: no supply limitation") if dropped else _("Decision on a supply limitation")
        found.append(Letter("decision", title, limitation.decided_on))
    if limitation.appeal_decided_on is not None:
        found.append(Letter("appeal", _("Decision on the appeal"), limitation.appeal_decided_on))
    if limitation.lifted_on is not None:
        found.append(Letter("lifting", _("Lifting of the supply limitation"), limitation.lifted_on))
    return found


def _day(moment) -> date:
    return moment.astimezone(SEOUL).date()


def paper_of(limitation: Limitation, kind: str) -> dict[str, Any]:
    """The words of a letter, for the typesetter."""
    letter = next(each for each in letters_of(limitation) if each.kind == kind)
    level = LimitationLevel(limitation.level)
    facts = [_fact(pgettext("limitation", "Level"), f"{limitation.level} · {level.label}")]
    parts, following = _PARTS[kind](limitation)
    if limitation.from_on and kind != "notice":
        until = day_text(limitation.until_on, "day") if limitation.until_on else _("until it is lifted")
        facts.append(_fact(pgettext("limitation", "From"), day_text(limitation.from_on, "day")))
        facts.append(_fact(_("Until"), until))
    if limitation.cap_won is not None and kind == "decision":
        facts.append(_fact(_("Most orders in a year"), str(money_full(limitation.cap_won))))
    return {
        "title": letter.title,
        "brand": _brand(),
        "number": limitation.number,
        "footer": f"{settings.BASE_URL} · {limitation.number}",
        "to": limitation.company.name,
        "to_note": limitation.company.id_display,
        "facts": [_fact(_("Date"), day_text(letter.on, "day") if letter.on else ""), *facts],
        "parts": [[str(title), text] for title, text in parts if text],
        "next_title": _("What follows"),
        "next": [str(line) for line in following],
    }


def _fact(label: object, value: object) -> dict[str, str]:
    return {"label": str(label), "value": str(value)}


def _brand() -> str:
    return _("Together · ESG purchasing")


def _notice(limitation: Limitation) -> tuple[list, list]:
    due = day_text(limitation.answer_due, "day") if limitation.answer_due else ""
    parts = [(_("Facts"), limitation.facts), (_("Danger to life"), limitation.interim_reason)]
    following = [
        _("You may answer in the portal until the end of %(day)s, and ask to be heard in person.") % {"day": due},
        _("Then a committee of ESG, purchasing and legal decides with two thirds of its votes."),
        _("Nothing is decided yet. What was ordered is delivered and paid as agreed, whatever is decided."),
    ]
    return parts, following


def _decision(limitation: Limitation) -> tuple[list, list]:
    parts = [
        (_("Facts"), limitation.facts),
        (_("Your answer"), limitation.answer),
        (_("Hearing"), limitation.hearing_note),
        (_("Decision and reasons"), limitation.reason),
    ]
    if limitation.from_on is None:
        return parts, [_("No supply limitation is imposed.")]
    until = day_text(limitation.appeal_until, "day") if limitation.appeal_until else ""
    return parts, [
        _("You may appeal in the portal until the end of %(day)s; other people than before decide.") % {"day": until},
        _("It is lifted when the corrective actions are verified."),
        _("What was ordered is delivered and paid as agreed."),
    ]


def _appeal(limitation: Limitation) -> tuple[list, list]:
    parts = [(_("Your appeal"), limitation.appeal), (_("Decision and reasons"), limitation.appeal_decision)]
    if limitation.state == LimitationState.OVERTURNED:
        return parts, [_("The supply limitation is overturned and has ended.")]
    return parts, [_("The supply limitation stands. It is lifted when the corrective actions are verified.")]


def _lifting(limitation: Limitation) -> tuple[list, list]:
    parts = [(_("Decision and reasons"), limitation.lift_reason)]
    return parts, [_("Your company may bid and be ordered from as before.")]


_PARTS = {"notice": _notice, "decision": _decision, "appeal": _appeal, "lifting": _lifting}


def action_paper(action: CorrectiveAction) -> dict[str, Any]:
    """The corrective action plan on paper: finding, plan, evidence, what the reviewer said."""
    shown = [f"{each.title} {each.number}".strip() for each in action.evidence.order_by("pk")]
    parts = [
        (pgettext("corrective action", "Finding"), action.finding),
        (_("Root cause"), action.root_cause),
        (pgettext("corrective action", "Action"), action.action),
        (_("Containment at once"), action.containment),
        (_("What was done"), action.done_text),
        (_("Evidence"), "\n".join(shown)),
        (_("What the reviewer said"), action.remark),
    ]
    facts = [
        _fact(pgettext("finding", "Severity"), action.get_severity_display()),
        _fact(_("State"), action.get_state_display()),
        _fact(_("Plan due"), day_text(action.plan_due, "day")),
        _fact(_("Closed by"), day_text(action.due_on, "day")),
    ]
    if action.contain_due is not None:
        facts.append(_fact(_("Contained by"), day_text(action.contain_due, "day")))
    if action.owner:
        facts.append(_fact(_("Responsible"), action.owner))
    if action.verified_on is not None:
        following = _("It is verified and closed.")
    else:
        following = _("It is closed when another person has verified the evidence.")
    return {
        "title": _("Corrective action plan"),
        "brand": _brand(),
        "number": action.number,
        "footer": f"{settings.BASE_URL} · {action.number}",
        "to": action.company.name,
        "to_note": action.company.id_display,
        "facts": facts,
        "parts": [[str(title), text] for title, text in parts if text],
        "next_title": _("What follows"),
        "next": [following],
    }
