"""Applications on their way through screening, review and selection, brought there by the services the screens use."""

from decimal import Decimal

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import staff
from sharedgrowth.support.models import Application, Call, Investigation, Review
from sharedgrowth.support.queries.review import criteria_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import review, screening
from sharedgrowth.support.states import ApplicationState, CallState, InvestigationState
from sharedgrowth.support.tests import factories

A = ApplicationState


def closed_call(**fields) -> Call:
    """A call of the smart factory programme that has closed; places and target as told."""
    return factories.call(**({"state": CallState.CLOSED} | fields))


def points(call: Call, total: int | str) -> dict[str, Decimal]:
    """Points by criterion that come to ``total`` of 100, each by its weight."""
    share = Decimal(total) / 100
    return {each.code: (each.weight * share).quantize(Decimal("0.01")) for each in criteria_of(call)}


def plain(call: Call | None = None, **fields) -> Application:
    """Sent, complete by a short form, without costs (which would need quotes)."""
    call = call or factories.call(form=factories.built_form("smart_factory"))
    return factories.applied(call, **({"cost": None} | fields))


def screening_of(application: Application, officer: User | None = None) -> Application:
    """Taken up."""
    return screening.take_up(application, by=officer or staff("SG"))


def in_review(application: Application, officer: User | None = None) -> Application:
    """Taken up and passed on."""
    officer = officer or staff("SG")
    screening_of(application, officer)
    return screening.pass_screening(application, by=officer)


def reviewed_by(application: Application, reviewer: User, total: int | str, *, by: User | None = None) -> Review:
    """A review from the request to the lock."""
    made = review.assign_reviewer(application, reviewer, by=by or staff("SG"))
    review.declare_free(made, by=reviewer)
    review.save_points(made, points(application.call, total), "계획이 구체적입니다.", by=reviewer)
    return review.lock_review(made, by=reviewer)


def reviewed(application: Application, *totals: int | str) -> Application:
    """Through the whole review by as many people as there are totals."""
    in_review(application)
    for total in totals:
        reviewed_by(application, staff("EV"), total)
    application.refresh_from_db()
    return application


def shortlisted(call: Call, *, total: int | str = 80, company: Company | None = None, **fields) -> Application:
    """Reviewed by two and shortlisted."""
    application = factories.applied(call, company, **fields)
    reviewed(application, total, total)
    return review.shortlist_application(application, by=staff("SG"))


def ranked(call: Call, *, trading: bool, total: int = 70, company: Company | None = None, **fields) -> Application:
    """Shortlisted with these points (and visited, where the programme asks for it): for selections of many."""
    visited = programmes.get(call.programme).stages.investigation
    state = A.INVESTIGATION if visited else A.SHORTLISTED
    given = {"points": Decimal(total), "trading": trading} | fields
    application = factories.applied(call, company or factories.sme(), state=state, **given)
    if visited:
        Investigation.objects.create(
            application=application, state=InvestigationState.AGREED, visit_on=today(), report="설비를 보았습니다."
        )
    return application
