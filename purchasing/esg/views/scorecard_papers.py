"""The scorecard as a paper, as a workbook, and as the two texts from which it can be computed again."""

import json
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text
from portal.pdf import pdf_response, typeset
from portal.sheets import Sheet, xlsx_answer
from purchasing.esg import queries
from purchasing.esg.models import Assessment, Score
from purchasing.esg.rules import scoring
from purchasing.esg.views.review_shown import facts, points
from purchasing.esg.views.scorecard_shown import why


def _heads() -> list[str]:
    return [
        _("Item"),
        _("Question"),
        pgettext("esg", "Weight"),
        _("Critical"),
        _("Own score"),
        _("Score"),
        _("Explanation"),
        _("Evidence"),
    ]


def _item(row: queries.ItemRow, counted: int | None) -> list[Any]:
    out = pgettext("esg item", "does not apply")
    evidence = "; ".join(each.title for each in row.answer.evidence.all()) if row.answer is not None else ""
    return [
        row.question.code,
        row.question.text,
        row.question.weight,
        _("yes") if row.question.critical else "",
        out if row.left_out else row.own,
        out if counted is None else counted,
        row.review.remark if row.review else "",
        evidence,
    ]


def pdf(user, assessment: Assessment, day: date) -> HttpResponse:
    """The assessment report with item scores. Source: domain 11.10."""
    rows = queries.items_of(assessment)
    card = queries.card_of(user, assessment, rows)
    assert card is not None  # noqa: S101 (the door has looked)
    score = card.score
    data = {
        "title": _("ESG assessment report"),
        "brand": _("Together portal"),
        "number": assessment.number,
        "footer": _("SHA-256 of the snapshot: %(sha)s") % {"sha": score.sha256},
        "company": assessment.company.name,
        "company_note": f"{assessment.company.id_display} · {assessment.question_set} · {assessment.period}",
        "facts": [{"label": fact["label"], "value": f"{fact['value']}"} for fact in facts(assessment, card, day)]
        + [{"label": _("Computed on"), "value": day_text(score.computed_at, "day")}],
        "why_title": _("Why this band"),
        "why": why(card),
        "areas_title": _("Points by area"),
        "areas_head": [_("Area"), assessment.period, card.earlier.period if card.earlier else "—"],
        "areas": [
            [f"{row.pillar} {row.area.label}", points(row.points, 0), points(row.before, 0)] for row in card.areas
        ],
        "items_title": _("Items"),
        "items_head": _heads()[:7],
        "items": [
            ["" if cell is None else str(cell) for cell in _item(row, card.scores.get(row.question.code))[:7]]
            for row in rows
        ],
        "end": _("Each item can be contested on the portal; the whole result within ten business days of its sending."),
    }
    return pdf_response(typeset("esg/scorecard.typ", data), f"{assessment.number}.pdf")


def xlsx(user, assessment: Assessment) -> HttpResponse:
    """Total, areas and items, one sheet each."""
    rows = queries.items_of(assessment)
    card = queries.card_of(user, assessment, rows)
    assert card is not None  # noqa: S101 (the door has looked)
    score = card.score
    totals = [
        (pgettext("esg", "Overall"), score.total, score.band),
        (_("Environment"), score.env, ""),
        (pgettext("esg", "Social"), score.soc, ""),
        (pgettext("esg", "Governance"), score.gov, ""),
    ]
    notes = [
        f"{assessment.number} · {assessment.company.name} · {assessment.period}",
        _("SHA-256 of the snapshot: %(sha)s") % {"sha": score.sha256},
    ]
    return xlsx_answer(
        assessment.number,
        Sheet(_("Result"), ["", _("Points"), _("Band")], totals, notes),
        Sheet(
            _("Areas"),
            [_("Area"), assessment.period, card.earlier.period if card.earlier else "—"],
            [(f"{row.pillar} {row.area.label}", row.points, row.before) for row in card.areas],
        ),
        Sheet(_("Items"), _heads(), [_item(row, card.scores.get(row.question.code)) for row in rows]),
    )


def snapshot(assessment: Assessment, score: Score) -> HttpResponse:
    """One file: the set's document, the snapshot and what the portal computed from them. The same bytes each time."""
    document = assessment.question_set.document or scoring.document_of(queries.sheet_for(assessment.question_set))
    told = {
        "document": document,
        "snapshot": score.snapshot,
        "sha256": score.sha256,
        "figures": {
            "E": _plain(score.env),
            "S": _plain(score.soc),
            "G": _plain(score.gov),
            "total": _plain(score.total),
            "band": score.band,
        },
    }
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n", content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{assessment.number}-{score.seq}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _plain(value) -> str | None:
    return None if value is None else f"{value}"
