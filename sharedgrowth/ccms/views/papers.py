"""Papers of overviews: one, and the whole collection; the same text gives the same bytes."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.display import day_text
from portal.pdf import typeset
from sharedgrowth.ccms.models import Overview
from sharedgrowth.ccms.queries.overviews import Slot
from sharedgrowth.ccms.rules.overviews import is_complete
from sharedgrowth.ccms.views.shown import address, parts

ORDER = ("principles", "dos", "donts", "activities")


def _shown(overview: Overview) -> dict[str, Any]:
    text = parts(overview)
    return {
        "code": overview.module.code,
        "title": overview.module.title_in(overview.lang),
        "mission": overview.module.mission_in(overview.lang),
        "mission_source": _("Source of the mission: %(source)s") % {"source": overview.module.mission_source},
        "purpose_title": text["titles"]["purpose"],
        "purpose": overview.purpose,
        "lists": [{"title": text["titles"][name], "entries": text[name]} for name in ORDER],
        "programmes_title": _("Programmes of the portal"),
        "programmes": [f"{name}: {summary}" for name, summary, _url in text["programmes"]],
        "references_title": text["titles"]["references"],
        "references": text["references"],
    }


def overview_paper(overview: Overview) -> bytes:
    """One version, in its own language."""
    with override(overview.lang):
        shown = _shown(overview)
        return typeset(
            "ccms/overview.typ",
            {
                "title": f"{overview.module.code} {shown['title']}",
                "brand": _("Together portal · CCMS implementation overviews"),
                "number": f"CCMS {overview.name}",
                "footer": f"{settings.BASE_URL}{address(overview)}",
                "lang": overview.lang,
                "overview": shown,
                "facts": [
                    {"label": _("Version"), "value": f"v{overview.version}"},
                    {
                        "label": _("In force from"),
                        "value": day_text(overview.published_at, "day") if overview.published_at else "—",
                    },
                    {"label": _("State"), "value": overview.get_state_display()},
                ],
                "sha_title": _("SHA-256 of the text as approved"),
                "sha256": overview.sha256,
            },
        )


def collection_paper(slots: Sequence[Slot], lang: str) -> bytes:
    """All that are in force in a language, in order."""
    with override(lang):
        there = [each for each in slots if each.overview is not None]
        rows = [
            [
                each.module.code,
                each.module.title_in(lang),
                f"v{each.overview.version}" if each.overview else _("not yet"),
                day_text(each.overview.published_at, "day") if each.overview and each.overview.published_at else "—",
            ]
            for each in slots
        ]
        state = _("complete") if is_complete(len(there), len(slots)) else _("not complete")
        return typeset(
            "ccms/collection.typ",
            {
                "title": _("CCMS implementation overviews"),
                "brand": _("Together portal · CCMS implementation overviews"),
                "number": f"CCMS {lang}",
                "footer": f"{settings.BASE_URL}/ccms/?lang={lang}",
                "lang": lang,
                "intro": _(
                    "How the thirteen modules of the Corporate Citizenship Management Standards are put into practice. "
                    "Other companies may use these overviews as a guide of their own."
                ),
                "facts": [{"label": _("Modules"), "value": f"{len(there)}/{len(slots)} ({state})"}],
                "contents_title": _("Contents"),
                "head": [_("Code"), _("Module"), _("Version"), _("In force from")],
                "rows": rows,
                "overviews": [_shown(each.overview) for each in there if each.overview],
            },
        )
