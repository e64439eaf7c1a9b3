"""The agreement and the confidentiality agreement in words: on the screen and on paper, from what was kept."""

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from portal.display import day_text, money_full
from portal.people.models import Company
from sharedgrowth.benefit.models import Agreement, Nda, Task
from sharedgrowth.benefit.queries.tasks import suppliers_of
from sharedgrowth.benefit.services.agreements import document_of, parties_of
from sharedgrowth.benefit.states import BaselineState, Bearer, Settle, ShareForm
from sharedgrowth.benefit.views.money import percent


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: label and value pairs, words of the two sides."""

    no: int
    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""


def told_by(agreement: Agreement) -> dict[str, Any]:
    """What was kept when it was sent; before that as it would be kept now."""
    if agreement.document:
        return json.loads(agreement.document)
    drawn = agreement.task.baselines.filter(state=BaselineState.DRAWN).first()
    return document_of(agreement, drawn)


def _day(value: str) -> str:
    return str(day_text(date.fromisoformat(value), "day"))


def _number(value: str) -> str:
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clauses_of(agreement: Agreement) -> list[Clause]:
    """All that is agreed, clause by clause."""
    told = told_by(agreement)
    names = {each.number: str(each.name) for each in Company.objects.filter(number__in=_numbers(told))}
    clauses = [
        (
            pgettext("benefit task", "Subject"),
            [(_("Task"), f"{told['task']} {told['title']}"), *_term(told)],
            told["target"],
        ),
        (_("Suppliers"), _suppliers(told, names), ""),
        (_("Baseline"), _baseline(told["baseline"]), ""),
        (_("Measurement"), [(pgettext("benefit task", "Milestones"), _milestones(told))], told["protocol"]),
        (_("Sharing"), _sharing(told), ""),
        (_("Prototype and trial"), _prototype(told), ""),
        (_("Right to a negotiated contract"), _right(told), told["right_items"]),
        (
            _("Rights to what comes of it"),
            [(_("Supplier's share of new rights"), percent(Decimal(told["ip_supplier"])))],
            told["ip_words"],
        ),
        (_("If the sides disagree"), [], told["dispute_clause"]),
        (_("What this agreement rules out"), [], _ruled_out()),
    ]
    return [Clause(no, str(title), lines, words) for no, (title, lines, words) in enumerate(clauses, start=1)]


def _numbers(told: dict[str, Any]) -> list[str]:
    return [told["buyer"], *[each["company"] for each in told["suppliers"]]]


def _ruled_out() -> str:
    return _(
        "The price of the improved item is not cut because of the task during the years of sharing. A pure move of the "
        "market price is no benefit. The baseline changes only by a new signature of both sides, with the reason. "
        "A task that fails carries no penalty."
    )


def _term(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(_("Term"), f"{_day(told['starts_on'])} – {_day(told['ends_on'])}")]


def _suppliers(told: dict[str, Any], names: dict[str, str]) -> list[tuple[str, str]]:
    rows = []
    for each in told["suppliers"]:
        label = _("Tier %(tier)s") % {"tier": each["tier"]}
        words = f"{names.get(each['company'], '')} ({each['company']}) · {percent(Decimal(each['share']))}"
        rows.append((f"{label} · {pgettext('benefit task', 'leads')}" if each["lead"] else label, words))
    return rows


def _baseline(told: dict[str, Any] | None) -> list[tuple[str, str]]:
    if told is None:
        return [(_("Baseline"), _("still missing"))]
    rows = [
        (_("Period"), f"{_day(told['period_from'])} – {_day(told['period_to'])}"),
        (str(told["driver"]), f"{_number(told['driver_qty'])} {told['driver_unit']}"),
        (_("Used in this time"), f"{_number(told['volume'])} {told['volume_unit']}"),
        (_("Price of the old item"), str(money_full(Decimal(told["price_won"])))),
        (_("Agreed price of the new item"), str(money_full(Decimal(told["new_price_won"])))),
    ]
    if told["index_name"]:
        rows.append((_("Price index"), f"{told['index_name']} {_number(told['index_base'])}"))
    return rows


def _milestones(told: dict[str, Any]) -> str:
    steps = [f"{each['no']}. {each['title']} ({_day(each['due_on'])})" for each in told["milestones"]]
    return " · ".join(steps) or _("still missing")


def _sharing(told: dict[str, Any]) -> list[tuple[str, str]]:
    forms = " · ".join(f"{ShareForm(name).label} {percent(Decimal(part))}" for name, part in told["forms"].items())
    years = ngettext("%(n)s year", "%(n)s years", told["years"]) % {"n": told["years"]}
    return [
        (_("Share of the suppliers"), percent(Decimal(told["rate"]))),
        (_("Years of sharing"), f"{years} · {Settle(told['settle']).label}"),
        (_("Formula"), told["formula"]),
        (_("Forms of compensation"), forms),
        (_("Verified by finance from"), str(money_full(Decimal(told["finance_from_won"])))),
        (_("Committee"), _("at least %(least)s members") % {"least": told["committee"]}),
    ]


def _prototype(told: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [(pgettext("benefit task", "Paid by"), str(Bearer(told["prototype_bearer"]).label))]
    if told["prototype_bearer"] == Bearer.BUYER:
        rows.append((_("At most"), str(money_full(Decimal(told["prototype_won"])))))
    return rows


def _right(told: dict[str, Any]) -> list[tuple[str, str]]:
    months = told["right_months"]
    if not months:
        return [(_("Right"), pgettext("benefit task", "none"))]
    for_months = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return [(_("Term"), for_months), (_("Classes"), ", ".join(told["right_classes"]))]


# Paper ---------------------------------------------------------------------------------------------------------------
def _signed(company: Company, signatures: dict[int, Any]) -> dict[str, str]:
    found = signatures.get(company.pk)
    value = f"{found.by.name} · {day_text(found.at, 'full')}" if found else _("not signed yet")
    return {"label": str(company.name), "value": value}


def _paper(task: Task, **told: Any) -> dict[str, Any]:
    return {
        "number": task.number,
        "lang": (get_language() or "ko")[:2],
        "brand": str(settings.PORTAL_NAME),
        "print_title": _("Fingerprint (SHA-256)"),
        "signed_title": _("Signatures"),
        "footer": _("Both languages carry the same fingerprint. What counts stands in the portal."),
    } | told


def agreement_paper(task: Task, agreement: Agreement) -> dict[str, Any]:
    """For ``agreement.typ``."""
    signatures = {
        each.company_id: each
        for each in agreement.signatures.filter(sha256=agreement.sha256).select_related("by", "company")
    }
    return _paper(
        task,
        title=_("Benefit-sharing agreement"),
        subject=task.title,
        clauses=[
            {"title": f"{each.no}. {each.title}", "lines": [list(line) for line in each.lines], "words": each.words}
            for each in clauses_of(agreement)
        ],
        sha256=agreement.sha256 or _("not sent yet"),
        signed=[_signed(company, signatures) for company in parties_of(task)],
    )


def proposal_paper(task: Task) -> dict[str, Any]:
    """For ``agreement.typ``: what was proposed, and what was said of it; no names of who judged it."""
    expected = str(money_full(task.expected_won)) if task.expected_won is not None else "—"
    told = [
        [_("What it improves"), str(task.get_type_display())],
        [_("Item or part"), f"{task.item} {task.class_code}".strip() or "—"],
        [_("Using department"), task.department or "—"],
        [_("Expected saving a year"), expected],
        [_("Suppliers"), ", ".join(str(each.company.name) for each in suppliers_of(task)) or "—"],
    ]
    received = str(day_text(task.proposed_at, "full")) if task.proposed_at else "—"
    clauses = [
        {"title": str(pgettext("benefit task", "Proposal")), "lines": told, "words": ""},
        {"title": _("What is to be improved"), "lines": [], "words": task.problem},
        {"title": _("How, and why it works"), "lines": [], "words": task.mechanism},
    ]
    for each in task.opinions.all():
        words = _("feasible") if each.feasible else _("not feasible")
        clauses.append({"title": f"{each.get_bench_display()}: {words}", "lines": [], "words": each.text})
    return _paper(
        task,
        title=_("Proposal and judgement"),
        subject=task.title,
        clauses=clauses,
        sha256=task.sha256,
        signed_title=_("Receipt signed by the portal"),
        signed=[{"label": str(pgettext("benefit task", "Proposed")), "value": received}],
        footer=_("What counts stands in the portal."),
    )


def nda_paper(task: Task, nda: Nda) -> dict[str, Any]:
    """For ``agreement.typ``."""
    signatures = {each.company_id: each for each in nda.signatures.select_related("by", "company")}
    until = [_("Kept secret until"), str(day_text(nda.until, "day"))]
    return _paper(
        task,
        title=_("Confidentiality agreement"),
        subject=task.title,
        clauses=[
            {"title": _("What the technical data is used for"), "lines": [until], "words": nda.purpose},
            {
                "title": _("Wording %(version)s") % {"version": nda.wording.version},
                "lines": [],
                "words": nda.wording.text,
            },
        ],
        sha256=nda.sha256,
        signed=[_signed(company, signatures) for company in parties_of(task)],
    )
