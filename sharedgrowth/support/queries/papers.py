"""FIND: the agreement of a project, ready to be read and to be set."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, korean, money_full
from sharedgrowth.support.models import ProjectAgreement
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states.plans import KpiDirection


def _named(row: dict[str, Any]) -> str:
    return row["ko"] if korean() or not row.get("en") else row["en"]


def agreement_shown(agreement: ProjectAgreement) -> dict[str, Any]:
    """The signed text as a reader sees it: read from the document that was signed, not from what stands today."""
    told = agreement.document
    won = {name: Decimal(amount) for name, amount in told["won"].items()}
    known = programmes.get(told["programme"])
    return {
        "title": told["title"],
        "scope": told["scope"],
        "programme": str(known.title) if known else told["programme"],
        "call": told["call"],
        "company": told["company"]["name"],
        "parts": [
            (_("Total"), won["total"]),
            (_("Government"), won["government"]),
            (pgettext("pays", "Buyer"), won["buyer"]),
            (_("Company"), won["company"]),
        ]
        if won["total"]
        else [],
        "costs": [(row["what"], row.get("vendor", ""), Decimal(row["won"])) for row in told["costs"]],
        "phases": [
            (_named(row), date.fromisoformat(row["from"]), date.fromisoformat(row["to"])) for row in told["phases"]
        ],
        "indicators": [
            (_named(row), row["unit"], str(KpiDirection(row["direction"]).label)) for row in told["indicators"]
        ],
        "duties": duties(bool(won["total"])),
        "sha256": agreement.sha256,
        "version": agreement.version,
    }


def duties(paid: bool) -> list[str]:
    """What both sides take upon themselves."""
    found = [
        _("The company carries the project out as planned, hands its reports in on their days and lets experts visit."),
        _("Each indicator is measured before the work and, in the same way, months after its completion."),
        _("The company's know-how stays the company's. Nothing is published without its consent."),
        _("Experts keep what they see to themselves. Who sees costs decides in none of its tenders for six months."),
    ]
    if paid:
        found += [
            _("Money is paid in three tranches: 40% on this agreement, 40% on interim evidence, 20% on the result."),
            _("Costs above 20 million won have two quotes. Suppliers related to the owner are not supported."),
            _("An invoice that another scheme supports is not claimed here. Misuse is claimed back with interest."),
        ]
    return found


def _fact(label: object, value: object) -> dict[str, str]:
    return {"label": str(label), "value": str(value)}


def _signed(by, at) -> str:
    return f"{by.name} · {day_text(at, 'full')}" if by and at else _("not signed yet")


def agreement_paper(agreement: ProjectAgreement) -> dict[str, Any]:
    """For the typesetter."""
    told, project = agreement_shown(agreement), agreement.project
    return {
        "title": _("Agreement on a support project"),
        "brand": _("Together · support programmes"),
        "number": f"{project.number} · v{agreement.version}",
        "footer": f"{settings.BASE_URL} · {project.number}",
        "facts": [
            _fact(_("Company"), told["company"]),
            _fact(_("Programme"), told["programme"]),
            _fact(_("Call"), told["call"]),
        ],
        "subject": told["title"],
        "scope_title": _("What is done"),
        "scope": told["scope"],
        "money_title": _("Who pays what"),
        "money_head": [_("Part"), pgettext("money", "Won")],
        "money": [[str(label), str(money_full(amount))] for label, amount in told["parts"]],
        "costs_title": _("Cost table"),
        "costs_head": [pgettext("cost", "Item"), _("Supplier"), pgettext("money", "Won")],
        "costs": [[what, vendor, str(money_full(amount))] for what, vendor, amount in told["costs"]],
        "plan_title": _("Plan"),
        "plan_head": [pgettext("project", "Phase"), _("First day"), pgettext("project", "Last day")],
        "plan": [[name, day_text(first, "day"), day_text(last, "day")] for name, first, last in told["phases"]],
        "kpi_title": _("Indicators"),
        "kpi_head": [_("Indicator"), _("Unit"), _("Direction")],
        "kpis": [list(row) for row in told["indicators"]],
        "duties_title": _("What both sides agree to"),
        "duties": told["duties"],
        "people": [
            _fact(_("For the company"), _signed(agreement.company_signed_by, agreement.company_signed_at)),
            _fact(_("For the buyer"), _signed(agreement.buyer_signed_by, agreement.buyer_signed_at)),
        ],
        "print_title": _("Fingerprint of the text (SHA-256)"),
        "print": told["sha256"],
    }
