"""Personal data in the menu and on the dashboard, and the words of its timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Card, MenuItem, Row, cards, menu
from portal.privacy.models import ExportGrant
from portal.privacy.queries import rights as queries
from portal.privacy.states import ExportState, RightState
from portal.words import deeds

MOST = 20
KEEPERS = frozenset({"PR"})
READERS = frozenset({"PR", "CP", "AU"})


def for_officers(request: HttpRequest) -> Iterable[Row]:
    """Incidents first, then requests by their day, then exports that wait."""
    for incident in queries.incidents_open()[:MOST]:
        yield Row(
            title=_("Tell those concerned by %(number)s") % {"number": incident.number},
            consequence=_("The law gives 72 hours from knowing of it."),
            due=incident.tell_by,
            url=reverse("privacy:incident-detail", args=[incident.number]),
            verb=_("Look"),
            kind="bad",
            icon="alert-triangle",
        )
    for asked in queries.requests_listed_for(request.user, state=RightState.RECEIVED)[:MOST]:
        yield Row(
            title=_("Answer %(number)s: %(kind)s") % {"number": asked.number, "kind": asked.get_kind_display()},
            consequence=_("The person was promised an answer by this day."),
            due=asked.due_on,
            url=reverse("privacy:request-detail", args=[asked.number]),
            verb=_("Answer"),
            kind="wait",
            icon="message-question",
            soon=3,
        )
    for grant in ExportGrant.objects.filter(state=ExportState.ASKED).exclude(asked_by=request.user)[:MOST]:
        yield Row(
            title=_("Decide about %(number)s: %(title)s") % {"number": grant.number, "title": grant.title},
            consequence=_("Nothing leaves the portal before."),
            url=reverse("privacy:export-list"),
            verb=_("Decide"),
            kind="wait",
            icon="download",
        )


menu.add(
    "privacy",
    MenuItem(
        label=gettext_lazy("Personal data"),
        url_name="privacy:request-list",
        roles=READERS,
        order=70,
        icon="fingerprint",
    ),
)
cards.add("privacy-officers", Card(rows=for_officers, roles=KEEPERS, order=20))

WORDS = {
    "privacy.rightsrequest.received": pgettext_lazy("privacy", "Received"),
    "privacy.rightsrequest.extended": gettext_lazy("Extended by ten days"),
    "privacy.rightsrequest.grant": pgettext_lazy("privacy", "Granted"),
    "privacy.rightsrequest.grant_partly": gettext_lazy("Granted in part"),
    "privacy.rightsrequest.refuse": pgettext_lazy("privacy", "Refused"),
    "privacy.rightsrequest.lifted": gettext_lazy("Use resumed"),
    "privacy.exportgrant.asked": gettext_lazy("Export asked for"),
    "privacy.exportgrant.allow": pgettext_lazy("export", "Approved"),
    "privacy.exportgrant.refuse": pgettext_lazy("export", "Refused"),
    "privacy.exportgrant.use": pgettext_lazy("export", "Taken out"),
    "privacy.exportgrant.lapse": pgettext_lazy("export", "Lapsed"),
    "privacy.policytext.drafted": gettext_lazy("Draft saved"),
    "privacy.incident.opened": pgettext_lazy("privacy incident", "Opened"),
    "privacy.incident.edited": gettext_lazy("What is known entered"),
    "privacy.incident.persons_added": gettext_lazy("Those concerned entered"),
    "privacy.incident.told": gettext_lazy("Those concerned told"),
    "privacy.incident.reported": gettext_lazy("Reported to the authority"),
    "privacy.incident.contain": pgettext_lazy("privacy incident", "Contained"),
    "privacy.incident.close": pgettext_lazy("privacy incident", "Closed"),
    "privacy.processor.entered": gettext_lazy("Processor entered"),
    "privacy.processor.edited": gettext_lazy("Processor changed"),
    "privacy.processor.ended": gettext_lazy("Processor ended"),
    "people.user.erased": gettext_lazy("Account erased"),
    "people.user.name_erased": gettext_lazy("Name erased"),
    "people.user.copied_own_data": gettext_lazy("Own data copied"),
}
for _name, _words in WORDS.items():
    deeds.add(_name, _words)
