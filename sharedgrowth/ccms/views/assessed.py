"""What pages and papers say of a self-assessment: the radar, its table, the report."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import charts
from portal.display import day_text
from portal.pdf import typeset
from sharedgrowth.ccms.models import AssessmentSet, Item, Module, SelfAssessment
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.rules.scoring import Answered, Compared

Indices = Mapping[str, Decimal | None]


def _rounded(value: Decimal, places: str) -> Decimal:
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def points(value: Decimal | None) -> str:
    """An index with two decimals at most; a dash for nothing."""
    return "—" if value is None else f"{_rounded(value, '0.01').normalize():f}"


def means_of(given: Iterable[Answered]) -> dict[str, Decimal | None]:
    """The mean level of every module that was asked."""
    rows: dict[str, list[tuple[int, int | None]]] = {}
    for each in given:
        rows.setdefault(each.module, []).append((each.weight, each.level))
    return {code: scoring.module_mean(found) for code, found in rows.items()}


def module_rows(
    modules: Iterable[Module],
    given: Sequence[Answered],
    below: Decimal,
    compared: Mapping[str, Compared] | None = None,
) -> list[dict[str, Any]]:
    """The table beside the radar: a module a row."""
    means, indices = means_of(given), scoring.module_indices(given)
    asked: dict[str, int] = {}
    told: dict[str, int] = {}
    for each in given:
        asked[each.module] = asked.get(each.module, 0) + 1
        told[each.module] = told.get(each.module, 0) + (each.level is not None)
    rows = []
    for module in modules:
        if module.code in indices:
            index, other = indices[module.code], (compared or {}).get(module.code)
            rows.append(
                {
                    "module": module,
                    "mean": points(means[module.code]),
                    "index": points(index),
                    "low": index is not None and index < below,
                    "counted": told[module.code],
                    "asked": asked[module.code],
                    "before": points(other.before) if other else "",
                    "change": _signed(other) if other else "",
                    "shared": other.items if other else 0,
                }
            )
    return rows


def _signed(other: Compared) -> str:
    if other.now is None or other.before is None:
        return "—"
    change = _rounded(other.now - other.before, "0.01").normalize()
    return f"{change:+f}" if change else "±0"


def radar(
    modules: Iterable[Module],
    indices: Indices,
    below: Decimal,
    *,
    basis: object,
    before: Indices | None = None,
    names: tuple[str, str] = ("", ""),
) -> SafeString:
    """The thirteen modules around a centre; the table beside it has the figures."""
    listed = [module for module in modules if module.code in indices]
    axes = [
        charts.Axis(each.code, _short(indices[each.code]), _short((before or {}).get(each.code))) for each in listed
    ]
    low = [str(each) for each in listed if (index := indices[each.code]) is not None and index < below]
    line = f"{below.normalize():f}"
    if low:
        finding = _("%(count)s of %(all)s modules lie below %(points)s: %(names)s.") % {
            "count": len(low),
            "all": len(listed),
            "points": line,
            "names": ", ".join(low),
        }
    else:
        finding = _("No module lies below %(points)s.") % {"points": line}
    keys = [charts.Key("s1", names[0] or _("this time"), "line")]
    if before:
        keys.append(charts.Key("s5 dash2", names[1] or _("the time before"), "line"))
    keys.append(charts.Key("target", _("line of an action, %(points)s") % {"points": line}, "line"))
    return charts.figure(
        title=_("Index by module"),
        basis=basis,
        finding=finding,
        draw=charts.radar(axes, threshold=below),
        keys=keys,
    )


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else _rounded(value, "0.1")


def _head(compared: bool) -> list[str]:
    head = [_("Code"), _("Module"), _("Statements"), _("Mean level"), pgettext("ccms", "Index")]
    return [*head, _("Before"), pgettext("ccms", "Change")] if compared else head


def report(
    *,
    title: str,
    number: str,
    facts: list[dict[str, str]],
    rows: list[dict[str, Any]],
    items: Sequence[Item],
    given: Sequence[Answered],
    below: Decimal,
    actions: list[list[str]] | None = None,
    sha256: str = "",
    source: str = "",
) -> bytes:
    """The paper of a self-assessment: results by module, every statement with its level, actions."""
    compared = any(row["before"] for row in rows)
    levels = {each.item: each for each in given}
    return typeset(
        "ccms/assessment.typ",
        {
            "title": title,
            "brand": _("Together portal · CCMS self-assessment"),
            "number": number,
            "footer": source or settings.BASE_URL,
            "facts": facts,
            "results_title": _("Results by module"),
            "head": _head(compared),
            "rows": [
                [
                    row["module"].code,
                    row["module"].title,
                    f"{row['counted']}/{row['asked']}",
                    row["mean"],
                    f"{row['index']} ▼" if row["low"] else row["index"],
                    *([row["before"], row["change"]] if compared else []),
                ]
                for row in rows
            ],
            "note": _("▼ below %(points)s: an action is due. Index = (mean level − 1) / 4 × 100.")
            % {"points": points(below)},
            "items_title": _("Statements"),
            "items_head": [
                _("Code"),
                pgettext("ccms", "Statement"),
                pgettext("question", "Weight"),
                pgettext("ccms", "Level"),
            ],
            "items": [
                [
                    item.code,
                    item.statement + (f" ({levels[item.code].reason})" if levels[item.code].reason else ""),
                    str(item.weight),
                    str(levels[item.code].level or "—"),
                ]
                for item in items
                if item.code in levels
            ],
            "actions_title": pgettext("ccms", "Actions"),
            "actions_head": [_("Module"), _("What is to be done"), pgettext("ccms action", "Due"), _("State")],
            "actions": actions or [],
            "sha_title": _("SHA-256 of the answers and results as confirmed") if sha256 else "",
            "sha256": sha256,
        },
    )


def set_line(found: AssessmentSet) -> str:
    """The set and its fingerprint, in short."""
    return f"{found} · {found.sha256[:12]}"


def basis_of(assessment: SelfAssessment) -> str:
    """Unit · set · time under the chart."""
    when = assessment.confirmed_at or assessment.submitted_at
    time = day_text(when, "day") if when else _("not handed in")
    return _("index of 100 · %(set)s · %(time)s") % {"set": assessment.set, "time": time}
