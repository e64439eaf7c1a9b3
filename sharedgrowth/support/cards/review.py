"""Reviews and selections on the pages of the ground floor: what waits, the menu, and the words of the trail."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import today
from portal.home.registry import Card, MenuItem, Row, cards, menu
from portal.words import deeds
from sharedgrowth.support.models import InfoRequest
from sharedgrowth.support.policies.review import APPLICANTS
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.queries.terms import terms_waiting_for
from sharedgrowth.support.states import ApplicationState

A = ApplicationState
BOARD = frozenset(queries.STAFF_READERS)
REVIEWERS = frozenset({*reviewing.REVIEWERS})

menu.add(
    "support-board",
    MenuItem(
        label=gettext_lazy("Review board"), url_name="support:board", roles=BOARD, order=46, icon="clipboard-list"
    ),
)


def to_do(request: HttpRequest) -> Iterable[Row]:
    """Of an officer: applications to take up, to pass on, to shortlist, to decide; the longest waiting first."""
    verbs = {
        A.SUBMITTED: (_("Take up"), _("The promised days run since its submission.")),
        A.SCREENING: (_("Screen"), _("The reviewers cannot begin before.")),
        A.IN_REVIEW: (_("Shortlist"), _("It cannot be selected before.")),
    }
    conditions = queries.lane_conditions(today())
    waiting = queries.applications_read_by(request.user).filter(
        conditions["new"] | conditions["screening"] | conditions["to_shortlist"]
    )
    found = list(waiting.order_by("submitted_at", "pk")[:12])
    clocks = queries.running_clocks(found)
    for each in found:
        verb, why = verbs[ApplicationState(each.state)]
        clock = clocks.get(each.pk)
        yield Row(
            title=f"{each.company.name} {each.number}",
            consequence=why,
            due=clock.due_on if clock else None,
            url=reverse("support:review-detail", args=[each.number]),
            verb=verb,
            kind="wait",
            icon="clipboard-check",
        )


def to_review(request: HttpRequest) -> Iterable[Row]:
    """Of a reviewer: reviews, verdicts and votes."""
    user = request.user
    for review in reviewing.reviews_for(user, state="awaited")[:10]:
        words = {"company": review.application.company.name, "number": review.application.number}
        yield Row(
            title=_("Review: %(company)s %(number)s") % words,
            consequence=_("It cannot be shortlisted before."),
            url=reverse("support:review-detail", args=[review.application.number]),
            verb=_("Look"),
            kind="wait",
            icon="clipboard-check",
        )
    for member in reviewing.investigations_for(user)[:5]:
        application = member.investigation.application
        yield Row(
            title=_("Verdict: %(company)s %(number)s")
            % {"company": application.company.name, "number": application.number},
            consequence=_("Both sides must have said what they think."),
            url=reverse("support:investigation-verdict", args=[application.number]),
            verb=_("Give my verdict"),
            kind="wait",
            icon="map-pin",
        )
    for application in reviewing.votes_awaited_from(user)[:5]:
        yield Row(
            title=_("Vote: %(company)s %(number)s")
            % {"company": application.company.name, "number": application.number},
            consequence=_("The committee cannot conclude before."),
            url=reverse("support:committee-vote", args=[application.number]),
            verb=_("Vote"),
            kind="wait",
            icon="scale",
        )


def asked_of_us(request: HttpRequest) -> Iterable[Row]:
    """Of an applicant: requests for more."""
    waiting = InfoRequest.objects.filter(
        application__company=request.user.company_id,
        application__state=A.NEED_INFO,
        answered_at=None,
        lapsed_at=None,
    ).select_related("application")
    for each in waiting.order_by("due_on")[:5]:
        yield Row(
            title=_("Answer about your application %(number)s") % {"number": each.application.number},
            consequence=_("After this day the screening goes on with what is there."),
            due=each.due_on,
            url=reverse("support:info-answer", args=[each.application.number]),
            verb=_("Answer"),
            kind="warn",
            icon="message-question",
            soon=3,
        )


def terms_to_approve(request: HttpRequest) -> Iterable[Row]:
    """Of an approver: terms that somebody else has entered."""
    for each in terms_waiting_for(request.user)[:3]:
        yield Row(
            title=_("Approve the terms of support programmes from %(day)s on") % {"day": each.valid_from.isoformat()},
            consequence=_("They do not count before."),
            due=each.valid_from,
            url=reverse("support:terms-list"),
            verb=_("Look"),
            kind="wait",
            icon="settings",
        )


cards.add("support-terms", Card(rows=terms_to_approve, roles=frozenset({"AP"}), order=26))
cards.add("support-officer", Card(rows=to_do, roles=frozenset({"SG"}), order=20))
cards.add("support-reviews", Card(rows=to_review, roles=REVIEWERS, order=21))
cards.add("support-asked", Card(rows=asked_of_us, roles=frozenset(APPLICANTS), order=12))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "application.take_up": pgettext_lazy("application", "Taken up"),
    "application.ask": pgettext_lazy("application", "More asked for"),
    "application.answer": pgettext_lazy("application", "Screening goes on"),
    "application.reject": pgettext_lazy("application", "Rejected"),
    "application.screen": pgettext_lazy("application", "Passed on to the reviewers"),
    "application.triaged": pgettext_lazy("application", "Laid before the officer"),
    "application.shortlist": pgettext_lazy("application", "Shortlisted"),
    "application.fall_short": pgettext_lazy("application", "Declined"),
    "application.investigate": pgettext_lazy("application", "Joint investigation planned"),
    "application.convene": pgettext_lazy("application", "Laid before the committee"),
    "application.select": pgettext_lazy("application", "Selected"),
    "application.put_on_waitlist": pgettext_lazy("application", "Put on the waitlist"),
    "application.decline": pgettext_lazy("application", "Declined"),
    "inforequest.answered": pgettext_lazy("request", "Answered"),
    "review.assigned": pgettext_lazy("review", "Asked for a review"),
    "review.declare": pgettext_lazy("review", "Declared free of ties"),
    "review.lock": pgettext_lazy("review", "Points locked"),
    "review.abstain": pgettext_lazy("review", "Abstained"),
    "review.remove": pgettext_lazy("review", "Taken off"),
    "investigation.planned": pgettext_lazy("investigation", "Planned"),
    "investigation.report": pgettext_lazy("investigation", "Report handed in"),
    "investigation.agree": pgettext_lazy("investigation", "Both sides in favour"),
    "investigation.refuse": pgettext_lazy("investigation", "Both sides against"),
    "investigation.differ": pgettext_lazy("investigation", "The sides differ"),
    "investigation.cancel": pgettext_lazy("investigation", "Cancelled"),
    "investigationmember.verdict_given": pgettext_lazy("investigation", "Verdict given"),
    "committeeseat.appointed": pgettext_lazy("committee", "Called into the committee"),
    "committeeseat.removed": pgettext_lazy("committee", "Left the committee"),
    "committeevote.cast": pgettext_lazy("committee", "Voted"),
    "committeedecision.concluded": pgettext_lazy("committee", "Votes counted"),
    "supportterms.entered": gettext_lazy("Terms entered"),
    "supportterms.approved": gettext_lazy("Terms approved"),
    "call.selection_made": pgettext_lazy("call", "Selection made"),
    "call.exported": pgettext_lazy("call", "Exported"),
}
for key, words in WORDS.items():
    deeds.add(f"support.{key}", words)
