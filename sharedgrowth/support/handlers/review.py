"""Who is told of screening, reviews, visits, votes and decisions; what closes by itself; who opens the papers."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import (
    Application,
    CommitteeSeat,
    InfoRequest,
    Investigation,
    Review,
    Selection,
    StageClock,
)
from sharedgrowth.support.policies.review import APPLICANTS
from sharedgrowth.support.queries import review as reviewing
from sharedgrowth.support.queries import screening as queries
from sharedgrowth.support.services.screening import close_unanswered
from sharedgrowth.support.states import ApplicationState, ReviewState

OWN, STAFF, SELECTION, LIST = (
    "support:decision-seen",
    "support:review-detail",
    "support:selection",
    "support:review-list",
)


@readers.register("support.review_papers")
def reads_review_papers(user: User, file: File) -> bool | None:
    """Answers' papers: who reads the application. Reports of visits: the same, nobody else of the buyer."""
    asked = InfoRequest.objects.filter(files=file).values("application")
    if asked:
        return True if queries.applications_read_by(user).filter(pk__in=asked).exists() else None
    signed = Q(members__sheet=file)  # the sheet of an outside member
    visited = Investigation.objects.filter(Q(files=file) | signed).values("application")
    if visited:
        return queries.applications_read_by(user).filter(pk__in=visited).exists()
    return None


@sweeps
def close_requests_that_are_over() -> None:
    """Requests without an answer no longer hold the screening up."""
    for request in queries.requests_over(today())[:200]:
        close_unanswered(request)


@sweeps
def tell_of_late_stages() -> None:
    """Each stage that has passed its promised day: its officer is told once."""
    late = StageClock.objects.filter(ended_on=None, due_on__lt=today()).exclude(
        application__state__in=[ApplicationState.NEED_INFO, ApplicationState.WITHDRAWN]
    )
    for clock in late.select_related("application__company", "application__call__officer").order_by("pk")[:200]:
        with transaction.atomic():
            if once("support: late stage", f"{clock.pk}-{clock.due_on:%y%m%d}"):
                _officer(clock.application, "support.stage_late", until=clock.due_on)


# Whom ----------------------------------------------------------------------------------------------------------------
def _application(pk: int) -> Application:
    return Application.objects.select_related("company", "call__officer", "officer").get(pk=pk)


def _named(application: Application, **more: Any) -> dict[str, Any]:
    company, call = application.company, application.call
    return {
        "number": application.number,
        "company": bilingual(company.legal_name_ko, company.legal_name_en),
        "call": bilingual(call.title_ko, call.title_en),
        **more,
    }


def applicants_of(company: Company) -> Iterable[User]:
    """Who acts for an applicant."""
    return people_with_role(company, *APPLICANTS)


def _own(application: Application, kind: str, page: str = OWN, **more: Any) -> None:
    notify(
        applicants_of(application.company),
        kind,
        params=_named(application, **more),
        url_name=page,
        url_args=[application.number],
    )


def _officers(application: Application) -> list[User]:
    known = application.officer or application.call.officer
    return [known] if known is not None else list(buyer_people_with_role("SG"))


def _officer(application: Application, kind: str, **more: Any) -> None:
    _staff(_officers(application), application, kind, **more)


def _staff(people: Iterable[User], application: Application, kind: str, **more: Any) -> None:
    notify(list(people), kind, params=_named(application, **more), url_name=STAFF, url_args=[application.number])


def _review(pk: int) -> Review:
    return Review.objects.select_related(
        "application__company", "application__call__officer", "application__officer", "reviewer"
    ).get(pk=pk)


# Of what -------------------------------------------------------------------------------------------------------------
@on("support.application_submitted")
def tell_of_application(*, application: int, **_later) -> None:
    """The officer of the call."""
    _officer(_application(application), "support.application_came")


@on("support.application_asked")
def tell_of_request(*, request: int, **_later) -> None:
    """The applicant, with the day."""
    found = InfoRequest.objects.select_related("application__company", "application__call").get(pk=request)
    _own(found.application, "support.asked_for_more", "support:info-answer", until=found.due_on)


@on("support.application_answered")
def tell_of_answer(*, application: int, **_later) -> None:
    """The officer."""
    _officer(_application(application), "support.more_answered")


@on("support.application_unanswered")
def tell_of_silence(*, application: int, **_later) -> None:
    """Both sides."""
    found = _application(application)
    _officer(found, "support.more_unanswered")
    _own(found, "support.more_unanswered_own")


@on("support.application_rejected")
def tell_of_rejection(*, application: int, **_later) -> None:
    """The applicant: why, and what else may fit."""
    _own(_application(application), "support.rejected")


@on("support.application_declined")
def tell_of_declining(*, application: int, **_later) -> None:
    """The applicant: points, reasons, and what else may fit."""
    _own(_application(application), "support.declined")


@on("support.application_selected")
def tell_of_selection(*, application: int, **_later) -> None:
    """The applicant."""
    _own(_application(application), "support.selected")


@on("support.application_waitlisted")
def tell_of_waitlist(*, application: int, **_later) -> None:
    """The applicant."""
    _own(_application(application), "support.waitlisted")


@on("support.review_assigned")
def tell_reviewer(*, review: int, **_later) -> None:
    """The reviewer."""
    found = _review(review)
    _staff([found.reviewer], found.application, "support.review_asked")


@on("support.review_abstained")
def tell_of_abstention(*, review: int, **_later) -> None:
    """The officer: somebody else is needed."""
    found = _review(review)
    _officer(found.application, "support.review_abstained", name=found.reviewer.name)


@on("support.review_locked")
def tell_of_points(*, review: int, **_later) -> None:
    """The officer, once nobody is awaited any more."""
    application = _review(review).application
    if application.state != ApplicationState.IN_REVIEW:
        return
    score = reviewing.score_of(application, reviewing.reviews_of(application))
    if not (score.second_look or score.complete):
        return
    if not once("support: reviewed", f"{application.pk}-{len(score.locked)}"):
        return  # two were locked before anybody heard of the first
    if score.second_look:
        _officer(application, "support.second_look")
    else:
        _officer(application, "support.reviewed")


@on("support.investigation_planned")
def tell_of_visit(*, investigation: int, **_later) -> None:
    """Its members of the buyer, and the applicant."""
    found = _visit(investigation)
    people = [each.user for each in found.members.all() if each.user is not None]
    _staff(people, found.application, "support.investigation_planned", when=found.visit_on)
    _own(found.application, "support.investigation_planned_own", when=found.visit_on)


@on("support.investigation_reported")
def ask_for_verdicts(*, investigation: int, **_later) -> None:
    """Members who have not said anything yet."""
    found = _visit(investigation)
    people = [each.user for each in found.members.all() if each.user is not None and not each.verdict]
    _staff(people, found.application, "support.verdict_asked")


@on("support.investigation_closed")
def tell_of_verdicts(*, investigation: int, **_later) -> None:
    """The officer."""
    _officer(_visit(investigation).application, "support.investigation_closed")


def _visit(pk: int) -> Investigation:
    found = Investigation.objects.select_related("application__company", "application__call__officer")
    return found.prefetch_related("members__user").get(pk=pk)


@on("support.committee_convened")
def tell_the_committee(*, application: int, **_later) -> None:
    """All members."""
    found = _application(application)
    _staff([seat.member for seat in reviewing.seats_of(found.call)], found, "support.vote_asked")


@on("support.committee_seated")
def tell_member(*, seat: int, **_later) -> None:
    """Who was called."""
    found = CommitteeSeat.objects.select_related("call", "member").get(pk=seat)
    params = {"call": bilingual(found.call.title_ko, found.call.title_en)}
    notify([found.member], "support.seated", params=params, url_name=LIST)


@on("support.selection_made")
def tell_of_moving_up(*, selection: int, **_later) -> None:
    """The officer, when the portal itself filled a place."""
    found = Selection.objects.select_related("call__officer", "decided_by").get(pk=selection)
    if found.moved_up:
        people = [each for each in {found.call.officer, found.decided_by} if each is not None]
        params = {
            "call": bilingual(found.call.title_ko, found.call.title_en),
            "numbers": ", ".join(row["number"] for row in found.selected),
        }
        notify(people, "support.moved_up", params=params, url_name=SELECTION, url_args=[found.call.number])


@on("support.call_decided")
def thank_reviewers(*, call: int, **_later) -> None:
    """Reviewers read what became of what they scored."""
    reviews = Review.objects.filter(application__call=call, state=ReviewState.LOCKED)
    people = {each.reviewer for each in reviews.select_related("reviewer")}
    told = reviews.select_related("application__call").first()
    if told is not None:
        title = bilingual(told.application.call.title_ko, told.application.call.title_en)
        notify(people, "support.call_decided", params={"call": title}, url_name=LIST)


WORDS = (  # kind, title, text, whether it changes rights or duties
    ("support.application_came", _("%(company)s has applied: %(number)s"), _("The promised days run from now."), False),
    (
        "support.asked_for_more",
        _("More is asked for about your application %(number)s"),
        _("Answer by %(until)s; after that the screening goes on with what is there."),
        True,
    ),
    ("support.more_answered", _("%(company)s has answered: %(number)s"), _("The screening goes on."), False),
    (
        "support.more_unanswered",
        _("%(company)s has not answered in time: %(number)s"),
        _("The screening goes on with what is there."),
        False,
    ),
    (
        "support.more_unanswered_own",
        _("The days to answer are over: %(number)s"),
        _("The screening goes on with what is there."),
        True,
    ),
    (
        "support.rejected",
        _("Your application %(number)s is not eligible"),
        _("The reason, and other programmes that may fit, stand with it."),
        True,
    ),
    (
        "support.declined",
        _("Your application %(number)s was not selected"),
        _("Points, reasons, and other programmes that may fit stand with it."),
        True,
    ),
    (
        "support.selected",
        _("Your company is selected: %(call)s"),
        _("Application %(number)s. The agreement comes next."),
        True,
    ),
    (
        "support.waitlisted",
        _("Your company is on the waitlist: %(call)s"),
        _("Application %(number)s. When a place becomes free you are told at once."),
        True,
    ),
    (
        "support.review_asked",
        _("A review is asked of you: %(company)s, %(number)s"),
        _("Declare first that you are free of ties to this company, or abstain."),
        False,
    ),
    (
        "support.review_abstained",
        _("%(name)s abstains from %(number)s"),
        _("Ask somebody else for the review of %(company)s."),
        False,
    ),
    (
        "support.second_look",
        _("The reviewers of %(number)s are far apart"),
        _("Ask somebody who has not seen their points for a second look at %(company)s."),
        False,
    ),
    ("support.reviewed", _("%(company)s is reviewed: %(number)s"), _("It can be shortlisted now."), False),
    (
        "support.investigation_planned",
        _("Joint investigation at %(company)s on %(when)s"),
        _("Application %(number)s. After the visit you give your verdict."),
        False,
    ),
    (
        "support.investigation_planned_own",
        _("We visit your company on %(when)s"),
        _("A joint investigation of the buyer and an outside organisation about application %(number)s."),
        True,
    ),
    (
        "support.verdict_asked",
        _("Your verdict is asked for: %(company)s, %(number)s"),
        _("The report is there."),
        False,
    ),
    ("support.investigation_closed", _("All verdicts about %(company)s are there: %(number)s"), "", False),
    (
        "support.vote_asked",
        _("A vote of the committee: %(company)s, %(number)s"),
        _("Read the application and vote."),
        False,
    ),
    ("support.seated", _("You sit on the committee: %(call)s"), "", False),
    (
        "support.moved_up",
        _("Moved up from the waitlist: %(numbers)s"),
        _("A place of %(call)s had become free."),
        False,
    ),
    ("support.call_decided", _("A call that you reviewed is decided: %(call)s"), "", False),
    (
        "support.stage_late",
        _("Beyond the promised day: %(company)s, %(number)s"),
        _("It was promised by %(until)s."),
        False,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
