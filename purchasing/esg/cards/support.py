"""The council and consulting on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.esg.queries import council as queries


def consulting(request: HttpRequest) -> Iterable[Row]:
    """Requests that nobody has answered."""
    for asked in queries.consulting_waiting(request.user)[:10]:
        yield Row(
            title=_("Consulting asked for: %(company)s") % {"company": asked.company.name},
            consequence=str(asked.get_field_display()),
            url=reverse("esg:consulting-decide", args=[asked.uid]),
            verb=_("Answer"),
            kind="wait",
            icon="clipboard-check",
        )


cards.add("esg-consulting", Card(rows=consulting, roles=frozenset({"SG"}), order=34))

WORDS = {
    "councilmember.added": gettext_lazy("Member entered"),
    "councilmeeting.planned": pgettext_lazy("council", "Planned"),
    "councilmeeting.invite": gettext_lazy("Members invited"),
    "councilmeeting.hold": gettext_lazy("Held: presence noted"),
    "councilmeeting.decided": gettext_lazy("Decision entered"),
    "councilmeeting.minuted": gettext_lazy("Minutes written"),
    "councilmeeting.close": gettext_lazy("Minutes approved by a second person"),
    "councilmeeting.cancel": pgettext_lazy("council", "Cancelled"),
    "councildecision.progress_reported": gettext_lazy("Progress reported"),
    "consultingrequest.asked": pgettext_lazy("consulting", "Asked"),
    "consultingrequest.hand_over": pgettext_lazy("consulting", "Handed over to the support programmes"),
    "consultingrequest.decline": pgettext_lazy("consulting", "Declined"),
    "consultingrequest.withdraw": pgettext_lazy("consulting", "Withdrawn"),
    "consultingrequest.finish": pgettext_lazy("consulting", "Done"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
deeds.add("people.company.sharing_given", gettext_lazy("ESG result shared by name with group companies"))
deeds.add("people.company.sharing_taken_back", gettext_lazy("ESG result no longer shared by name"))
