"""Programmes, calls and applications on the pages of the ground floor."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import SEOUL, db_now
from portal.home.registry import (
    EVERYBODY,
    BothLanguages,
    Card,
    Figure,
    FrontSection,
    MenuItem,
    Row,
    cards,
    figures,
    front_sections,
    menu,
    sitemaps,
)
from portal.home.registry import Programme as Line
from portal.home.registry import programmes as lines
from portal.http import page_now
from portal.words import deeds
from sharedgrowth.support.models import Call, Partner
from sharedgrowth.support.policies import calls as policies
from sharedgrowth.support.queries.applications import own_applications
from sharedgrowth.support.queries.calls import open_calls, titles_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import ApplicationState, CallState, PartnerState

WRITERS = frozenset({"SA", "SU"})
ON_FRONT = 3
# Under which of the portal's three directions a programme stands on the front page. Source: design 3.
PILLARS = {"smart": "value", "technology": "value", "esg": "care", "energy": "care"}

menu.add(
    "programmes",
    MenuItem(
        label=pgettext_lazy("menu", "Support"),
        url_name="support:programme-list",
        roles=EVERYBODY,
        order=45,
        icon="users",
    ),
)


def own_drafts(request: HttpRequest) -> Iterable[Row]:
    """Drafts of the company whose call ends, and recommendations that wait for consent."""
    now = page_now(request)
    found = own_applications(request.user).filter(
        state__in=[ApplicationState.DRAFT, ApplicationState.RECOMMENDED], call__state=CallState.PUBLISHED
    )
    for application in found.select_related("recommendation")[:10]:
        call = application.call
        if application.state == ApplicationState.RECOMMENDED:
            given = application.recommendation
            yield Row(
                title=_("%(organisation)s recommends your company") % {"organisation": given.organisation},
                consequence=_("Without consent the recommendation lapses."),
                due=given.consent_due,
                url=reverse("support:application-consent", args=[application.number]),
                verb=_("Answer"),
                kind="wait",
            )
        elif call.closes_at is None or call.closes_at > now:
            yield Row(
                title=_("Application %(title)s") % {"title": application.title or call.title},
                consequence=_("After the call has closed nothing is accepted."),
                due=call.closes_at,
                url=reverse("support:application-edit", args=[application.number]),
                verb=_("Go on"),
                kind="draft",
                soon=5,
            )


def partner_signatures(request: HttpRequest) -> Iterable[Row]:
    """Applications of others in which one's company is asked to sign."""
    found = Partner.objects.filter(
        company=request.user.company_id, state=PartnerState.INVITED, application__state=ApplicationState.DRAFT
    ).select_related("application__call", "application__company")
    for partner in found[:10]:
        yield Row(
            title=_("%(company)s asks your company to be a partner") % {"company": partner.application.company.name},
            consequence=_("Without the signature the application cannot be sent."),
            due=partner.application.call.closes_at,
            url=reverse("support:partner-sign", args=[partner.uid]),
            verb=_("Read and sign"),
            kind="wait",
        )


def calls_to_publish(request: HttpRequest) -> Iterable[Row]:
    """Calls that a colleague wrote."""
    for call in Call.objects.filter(state=CallState.PROPOSED).order_by("pk")[:10]:
        if policies.may_publish_call(request.user, call):
            yield Row(
                title=_("Call to publish: %(title)s") % {"title": call.title},
                consequence=_("Nobody can apply before."),
                due=call.opens_at.astimezone(SEOUL).date() if call.opens_at else None,
                url=reverse("support:call-detail", args=[call.number]),
                verb=_("Look"),
                kind="wait",
                icon="bell",
            )


cards.add("support-drafts", Card(rows=own_drafts, roles=WRITERS, order=40))
cards.add("support-partners", Card(rows=partner_signatures, roles=frozenset({"SA"}), order=41))
cards.add("support-calls", Card(rows=calls_to_publish, roles=frozenset({"SG", "AP"}), order=33))


def front_calls(request: HttpRequest) -> dict | None:
    """The open calls that close first."""
    found = list(open_calls(page_now(request))[:ON_FRONT])
    return {"calls": found, "titles": titles_of(found)} if found else None


front_sections.add("calls", FrontSection(template="support/_front_calls.html", context=front_calls, order=30))
figures.add(
    "calls",
    Figure(
        label=gettext_lazy("Open calls of support programmes"),
        value=lambda: open_calls(db_now()).count(),
        unit=pgettext_lazy("front page", "calls"),
        order=40,
    ),
)
lines.add(
    "support-finder",
    Line(
        direction="value",
        name=gettext_lazy("Which programme fits?"),
        summary=gettext_lazy("Five questions; the answer says why. Companies without trade with us are half of those."),
        url_name="support:finder",
        order=60,
    ),
)
lines.add(
    "support-productivity",
    Line(
        direction="value",
        name=gettext_lazy("Productivity Innovation"),
        summary=gettext_lazy("QSS, smart factory, energy, industrial innovation: consultants, equipment, money."),
        url_name="support:productivity",
        order=50,
    ),
)
lines.add(
    "support-programmes",
    Line(
        direction="value",
        name=gettext_lazy("Support programmes"),
        summary=gettext_lazy("Experts, tests, safe equipment and ESG advice for small and medium companies."),
        url_name="support:programme-list",
        order=50,
    ),
)


class ProgrammePages(BothLanguages):
    """Programmes and their published calls."""

    def rows_of(self, part: int) -> list[str]:
        """Paths."""
        paths = [reverse("support:programme-list"), reverse("support:finder")]
        paths += [reverse("support:programme-detail", args=[each.slug]) for each in programmes]
        shown = Call.objects.filter(state__in=[CallState.PUBLISHED, CallState.CLOSED]).order_by("-pk")[:500]
        return paths + [reverse("support:call-detail", args=[each.number]) for each in shown]

    def path_of(self, row: str) -> str:
        """It is a path already."""
        return row


sitemaps.add("programmes", ProgrammePages)

WORDS = {
    "call.written": gettext_lazy("Draft begun"),
    "call.edited": gettext_lazy("Draft changed"),
    "call.propose": gettext_lazy("Handed to a colleague"),
    "call.return": gettext_lazy("Returned to the draft"),
    "call.publish": gettext_lazy("Published by a colleague"),
    "call.extended": pgettext_lazy("call", "Extended"),
    "call.close": pgettext_lazy("programme call", "Closed"),
    "call.end": pgettext_lazy("call", "Ended"),
    "call.cancel": pgettext_lazy("call", "Cancelled"),
    "formversion.begun": gettext_lazy("Draft begun"),
    "formversion.field_saved": gettext_lazy("Field saved"),
    "formversion.field_removed": gettext_lazy("Field taken out"),
    "formversion.publish": gettext_lazy("Published by a colleague"),
    "formversion.supersede": gettext_lazy("Replaced by a new version"),
    "formversion.discarded": gettext_lazy("Draft thrown away"),
    "application.started": pgettext_lazy("application", "Begun"),
    "application.recommended": gettext_lazy("Recommended by an organisation"),
    "application.invited": gettext_lazy("Prepared for a corrective action"),
    "application.consent": gettext_lazy("Consented to the recommendation"),
    "application.lapse": pgettext_lazy("application", "Lapsed"),
    "application.submit": pgettext_lazy("application", "Sent"),
    "application.withdraw": gettext_lazy("Taken back by the company"),
    "application.file_attached": gettext_lazy("File attached"),
    "application.file_removed": gettext_lazy("File taken out"),
    "application.cost_removed": gettext_lazy("Cost item taken out"),
    "application.editor_added": gettext_lazy("Co-editor added"),
    "application.editor_removed": gettext_lazy("Co-editor taken out"),
    "application.partner_invited": gettext_lazy("Partner asked"),
    "partner.sign": gettext_lazy("Signed by the partner"),
    "partner.decline": gettext_lazy("Declined by the partner"),
    "partner.remove": gettext_lazy("Partner taken out"),
    "callalert.asked": gettext_lazy("Alert asked for"),
    "callalert.confirm": gettext_lazy("Alert confirmed"),
    "callalert.ended": gettext_lazy("Alert ended"),
    "callalert.forgotten": gettext_lazy("Alert never confirmed, deleted"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)
