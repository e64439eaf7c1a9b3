"""DO: an organisation recommends a company; the company consents in time, or it lapses. Source: domain 7.3, PI-01.

A corrective action of ESG that asks for help becomes an invitation in the same manner: a draft that the company may
send or leave.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import Application, Call, Recommendation, terms_on
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.services.applications import check_open, locked, new_application
from sharedgrowth.support.states import ApplicationRoute, ApplicationState

HELP_WITH_ESG = "esg_consulting"  # the programme that a corrective action asks for


@transaction.atomic
def recommend(
    call: Call,
    company: Company,
    *,
    organisation: str,
    why: str,
    contact: str = "",
    related: bool = False,
    letter: File | None = None,
    by: User | None,
) -> Application:
    """Recommend a company. ``by`` None: the organisation itself, by a door of its own."""
    if by is not None:
        require(policies.may_recommend(by, call))
    programme = check_open(call)
    if not programme.stages.recommendation:
        raise RuleBroken(_("This programme takes no recommendations: companies apply by themselves."))
    if company.is_buyer or not company.is_active:
        raise RuleBroken(_("Choose an active company."), field="company")
    if not organisation.strip():
        raise RuleBroken(_("Name the organisation that recommends."), field="organisation")
    if not why.strip():
        raise RuleBroken(_("Say why this company."), field="why")
    days = int(call.params.get("consent_days", terms_on(today()).consent_days))
    made = new_application(
        call, company, route=ApplicationRoute.RECOMMENDED, by=None, state=ApplicationState.RECOMMENDED
    )
    Recommendation.objects.create(
        application=made,
        organisation=organisation.strip()[:120],
        contact=contact.strip()[:120],
        why=why.strip()[:2000],
        related=related,
        letter=letter,
        consent_due=business_days_after(today(), days),
        entered_by=by,
    )
    record(made, "recommended", by=by, payload={"organisation": organisation.strip()[:120], "related": related})
    announce("support.application_recommended", application=made.pk)
    return made


@transaction.atomic
def consent_to_recommendation(application: Application, *, by: User) -> Application:
    """The company wants it: the recommendation becomes its draft."""
    require(policies.may_answer_recommendation(by, application))
    held = locked(application)
    if held.state != ApplicationState.RECOMMENDED:
        raise WrongState(_("This recommendation was answered, or its days have passed."))
    if held.recommendation.consent_due < today():  # the sweep has not been here yet
        raise WrongState(_("This recommendation was answered, or its days have passed."))
    held.call = Call.objects.get(pk=held.call_id)
    check_open(held.call)
    move(held, "consent", by=by, started_by=by)
    Recommendation.objects.filter(application=held).update(consented_by=by, consented_at=db_now())
    announce("support.application_consented", application=held.pk)
    return held


@transaction.atomic
def decline_recommendation(application: Application, *, by: User) -> Application:
    """The company does not want it."""
    require(policies.may_answer_recommendation(by, application))
    held = locked(application)
    reason = _("The company did not consent to the recommendation.")
    move(held, "withdraw", by=by, reason=reason, decided_at=db_now())
    Application.objects.filter(pk=held.pk).update(reason=reason)
    announce("support.application_withdrawn", application=held.pk)
    return held


def lapse_unanswered(on: date) -> int:
    """Sweep: recommendations whose days have passed lapse; says how many."""
    over = Application.objects.filter(state=ApplicationState.RECOMMENDED, recommendation__consent_due__lt=on)
    lapsed = 0
    for application in over.order_by("pk"):
        with transaction.atomic():
            held = locked(application)
            if held.state != ApplicationState.RECOMMENDED:
                continue
            reason = _("The company did not consent in time.")
            move(held, "lapse", by=None, reason=reason, decided_at=db_now())
            Application.objects.filter(pk=held.pk).update(reason=reason)
            announce("support.application_lapsed", application=held.pk)
            lapsed += 1
    return lapsed


@transaction.atomic
def invite_for_esg(company: Company) -> Application | None:
    """A corrective action asks for help: a draft to the open call of ESG consulting; None when none is open, or the
    company applies already. Twice is once."""
    call = open_calls(db_now(), HELP_WITH_ESG).first()
    if call is None:
        return None
    try:
        with transaction.atomic():
            made = new_application(call, company, route=ApplicationRoute.INVITED, by=None)
    except WrongState:
        return None
    record(made, "invited", by=None, payload={"call": call.number})
    announce("support.application_invited", application=made.pk)
    return made
