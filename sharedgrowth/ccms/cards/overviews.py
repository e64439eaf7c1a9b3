"""CCMS in the menu, on the front page and the dashboard, in the site map; words of timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import (
    BothLanguages,
    Card,
    MenuItem,
    Programme,
    Row,
    cards,
    menu,
    programmes,
    sitemaps,
)
from portal.text import in_short
from portal.words import deeds
from sharedgrowth.ccms.models import Module
from sharedgrowth.ccms.queries import overviews as queries
from sharedgrowth.ccms.states import OverviewState

OFFICE = frozenset({"CC"})
O = OverviewState  # noqa: E741


def to_do(request: HttpRequest) -> Iterable[Row]:
    """The steps of overviews that this person may do now."""
    words = {
        O.DRAFT: (_("Go on writing %(name)s"), _("Without it the module has no new version."), _("Write"), "draft"),
        O.REVIEW: (_("Review %(name)s"), _("Legal and communications wait for it."), _("Look"), "wait"),
        O.LEGAL: (_("Approve %(name)s"), _("Once approved its text is frozen."), _("Look"), "wait"),
        O.APPROVED: (_("Publish %(name)s"), _("Until then the version before stays in force."), _("Look"), "wait"),
    }
    for each in queries.waiting_for(request.user)[:10]:
        title, why, verb, kind = words[O(each.state)]
        yield Row(
            title=title % {"name": f"{each.module} v{each.version} ({each.lang})"},
            consequence=in_short(each.remark, 120) if each.remark and each.state == O.DRAFT else why,
            url=reverse("ccms:overview-work", args=[each.uid]),
            verb=verb,
            kind=kind,
            icon="file-text",
        )


cards.add("ccms-overviews", Card(rows=to_do, order=46))
menu.add(
    "ccms", MenuItem(label=gettext_lazy("CCMS"), url_name="ccms:collection", roles=OFFICE, order=66, icon="file-text")
)
programmes.add(
    "ccms",
    Programme(
        direction="care",
        name=gettext_lazy("Corporate Citizenship Management Standards"),
        summary=gettext_lazy(
            "Thirteen modules with published overviews, and a self-assessment that is open to everybody."
        ),
        url_name="ccms:collection",
        order=60,
    ),
)


class OverviewPages(BothLanguages):
    """The collection and each module."""

    def rows_of(self, part: int) -> Iterable[str]:
        """Paths."""
        codes = Module.objects.order_by("order").values_list("code", flat=True)
        found = [reverse("ccms:collection"), reverse("ccms:run"), reverse("ccms:results")]
        return [*found, *(reverse("ccms:module-detail", args=[code]) for code in codes)]

    def path_of(self, row: str) -> str:
        """As it is."""
        return row


sitemaps.add("ccms", OverviewPages)

WORDS = {
    "overview.begun": gettext_lazy("Version begun"),
    "overview.edited": gettext_lazy("Text changed"),
    "overview.submit": gettext_lazy("Handed to the office"),
    "overview.pass_on": gettext_lazy("Handed to legal and communications"),
    "overview.send_back": gettext_lazy("Sent back"),
    "overview.approve": gettext_lazy("Text approved and frozen"),
    "overview.publish": pgettext_lazy("overview", "Put into force"),
    "overview.supersede": gettext_lazy("Replaced by a later version"),
    "overview.withdraw": pgettext_lazy("overview", "Version withdrawn"),
    "module.owner_set": gettext_lazy("Owner of the module set"),
}
for _name, _words in WORDS.items():
    deeds.add(f"ccms.{_name}", _words)
