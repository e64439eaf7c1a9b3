"""The scorecard's chart, its areas and the sentence that says why the band is what it is."""

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import charts
from portal.display import day_text
from purchasing.esg import queries
from purchasing.esg.models import Assessment
from purchasing.esg.queries.srm import Evaluation
from purchasing.esg.states import Band
from purchasing.esg.views.review_shown import points


def radar(assessment: Assessment, card: queries.Card, threshold: Decimal) -> SafeString:
    """The eight areas around a centre; the table beside it has the figures."""
    year, before = assessment.period, card.earlier.period if card.earlier else ""
    line = f"{threshold.normalize():f}"
    keys = [charts.Key("s1", year, "line")]
    if before:
        keys.append(charts.Key("s5 dash2", before, "line"))
    keys.append(charts.Key("target", _("line of band B, %(points)s") % {"points": line}, "line"))
    axes = [charts.Axis(str(row.area.label), row.points, row.before) for row in card.areas]
    low = [str(row.area.label) for row in card.areas if row.points is not None and row.points < threshold]
    finding = (
        _("%(count)s of eight areas lie below %(points)s: %(names)s.")
        % {"count": len(low), "points": line, "names": ", ".join(low)}
        if low
        else _("No area lies below %(points)s.") % {"points": line}
    )
    return charts.figure(
        title=_("Points by area"),
        basis=_("points of 100 · period %(period)s · computed on %(day)s")
        % {"period": year, "day": day_text(card.score.computed_at, "day")},
        finding=finding,
        draw=charts.radar(axes, threshold=threshold),
        keys=keys,
    )


def areas(card: queries.Card, threshold: Decimal) -> list[dict[str, Any]]:
    """The rows of the table beside the radar."""
    return [
        {
            "row": row,
            "low": row.points is not None and row.points < threshold,
            "up": row.change is not None and row.change > 0,
            "down": row.change is not None and row.change < 0,
            "apart": abs(row.change) if row.change is not None else None,
        }
        for row in card.areas
    ]


def srm(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The four parts of the comprehensive evaluation in words."""
    labels = {
        "quality": pgettext("comprehensive evaluation", "Quality: accepted at inspection"),
        "delivery": pgettext("comprehensive evaluation", "Delivery: on the agreed day"),
        "cooperation": pgettext("comprehensive evaluation", "Cooperation: answers in time"),
        "esg": _("ESG score"),
    }
    return [
        {
            "part": part,
            "label": labels[part.key],
            "weight": f"{part.weight * 100:.0f}%",
            "share": "" if part.share is None else f"{part.share * 100:.1f}%",
        }
        for part in evaluation.parts
    ]


def why(card: queries.Card) -> list[str]:
    """Why this band, with the company's own numbers, and from which points on it would be another."""
    score, bands = card.score, card.sheet.bands
    told = []
    parts = [
        f"{card.sheet.weights[pillar] * 100:.0f}% × {points(getattr(score, name), 4)}"
        for pillar, name in (("E", "env"), ("S", "soc"), ("G", "gov"))
        if getattr(score, name) is not None
    ]
    told.append(
        _("Total: %(sum)s = %(total)s points.") % {"sum": " + ".join(parts), "total": points(score.total, 2)}
        if len(parts) == len(card.sheet.weights)
        else _("Total over the pillars with items that apply: %(total)s points.") % {"total": points(score.total, 2)}
    )
    limits = ", ".join(_("%(band)s from %(least)s") % {"band": b, "least": f"{bands[b]:.0f}"} for b in ("A", "B", "C"))
    told.append(_("Bands: %(limits)s, D below.") % {"limits": limits})
    if score.band == Band.R:
        if card.low:
            told.append(
                _("Band R: critical item %(codes)s is at 0 or 1; this overrides the total.")
                % {"codes": ", ".join(card.low)}
            )
        if any(flag.critical and flag.state == "confirmed" for flag in card.flags):
            told.append(_("Band R: a critical red flag is confirmed; this overrides the total."))
    elif card.next_band:
        band, missing = card.next_band
        told.append(_("%(points)s points are missing to band %(band)s.") % {"points": points(missing, 2), "band": band})
    if score.reason == "overdue":
        told.append(_("It was not submitted in time: it counts as band D until it is."))
    return told
