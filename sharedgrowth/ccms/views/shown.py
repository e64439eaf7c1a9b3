"""What pages and papers say of an overview."""

from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from portal.display import day_text
from sharedgrowth.ccms.models import Module, Overview
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.rules.overviews import LISTED, Change, changes_between, lines_of
from sharedgrowth.ccms.states import Lang

LANGS = dict(Lang.choices)
OVERVIEWS_IN = {"ko": gettext_lazy("Overviews in Korean"), "en": gettext_lazy("Overviews in English")}


def reader_lang() -> str:
    """The reader's language, as overviews name it."""
    return "en" if (get_language() or "ko")[:2] == "en" else "ko"


def address(overview: Overview, name: str = "overview-detail") -> str:
    """A page of a version at its permanent address, in its own language."""
    return f"{reverse(f'ccms:{name}', args=[overview.module.code, overview.version])}?lang={overview.lang}"


def part_titles() -> dict[str, str]:
    """The heads of the parts, in the language that is active."""
    return {
        "purpose": pgettext("overview", "Purpose"),
        "principles": pgettext("overview", "Principles"),
        "dos": pgettext("overview", "What we do"),
        "donts": pgettext("overview", "What we do not do"),
        "activities": pgettext("overview", "Key activities"),
        "references": pgettext("overview", "References"),
    }


def parts(overview: Overview) -> dict[str, Any]:
    """The text by part, under heads in the overview's own language."""
    with override(overview.lang):
        titles = part_titles()
        programmes = [(str(found.name), str(found.summary), found.url_name) for _key, found in _linked(overview)]
    return {
        "titles": titles,
        "purpose": overview.purpose,
        **{name: lines_of(getattr(overview, name)) for name in LISTED},
        "programmes": programmes,
    }


def _linked(overview: Overview):
    return queries.linked_programmes(overview.programmes)


def figures(overview: Overview, on: date) -> list[dict[str, Any]]:
    """The live figures that it names, each with its query page."""
    found = []
    for each in queries.live_figures(overview.kpis, on):
        value = _("fewer than five people") if each.hidden else "—" if each.value is None else _number(each)
        found.append(
            {
                "title": each.result.title,
                "value": value,
                "unit": "" if each.hidden or each.value is None else each.result.unit,
                "formula": each.result.formula,
                "url": figure_url(each.result.key),
            }
        )
    return found


def _number(each) -> str:
    return f"{each.value:,.{each.result.places}f}"


def figure_url(key: str) -> str:
    """The query page of a live figure; "" where no app shows one."""
    try:
        return reverse("impact:result-detail", args=[key])
    except NoReverseMatch:
        return ""


def facts(overview: Overview, downloads: int) -> list[dict[str, Any]]:
    """What it is and where it stands."""
    return [
        {"label": _("Version"), "value": f"v{overview.version}", "note": LANGS[overview.lang]},
        {
            "label": _("In force from"),
            "value": day_text(overview.published_at, "day") if overview.published_at else "—",
            "note": _("until %(day)s") % {"day": day_text(overview.ended_at, "day")} if overview.ended_at else "",
        },
        {
            "label": _("Fingerprint"),
            "value": f"{overview.sha256[:12]}…" if overview.sha256 else "—",
            "note": _("SHA-256 of the text as approved"),
        },
        {"label": _("Taken along"), "value": f"{downloads:,}", "note": _("copies")},
    ]


def differences(before: Overview | None, overview: Overview) -> list[dict[str, Any]]:
    """What each part gained and lost against the version before; parts without a difference are left out."""
    found = []
    titles = part_titles()
    for name, title in titles.items():
        changes = changes_between(getattr(before, name) if before else "", getattr(overview, name))
        if any(each.kind != "same" for each in changes):
            found.append({"title": title, "changes": changes})
    named = _("Programmes and figures")
    old = _keys(before) if before else ""
    keys = [each for each in changes_between(old, _keys(overview)) if each.kind != "same"]
    if keys:
        found.append({"title": named, "changes": [Change(each.kind, _named(each.text)) for each in keys]})
    return found


def _keys(overview: Overview) -> str:
    return "\n".join([*sorted(overview.programmes), *sorted(overview.kpis)])


def _named(key: str) -> str:
    known = dict(queries.programme_choices()) | dict(queries.figure_choices())
    return known.get(key, key)


def trail(module: Module | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    home = reverse("ccms:collection")
    steps: list[tuple[object, str]] = [(_("CCMS"), home if module or words else "")]
    if module is not None:
        steps.append((str(module), reverse("ccms:module-detail", args=[module.code]) if words else ""))
    return [*steps, (words, "")] if words else steps
