"""DO: ask the Eco-friendly Consulting Support Group; support programmes take over by event. Source: domain 11.8."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import ConsultingRequest, CorrectiveAction
from purchasing.esg.policies import support as policies
from purchasing.esg.services.sampling import note_help
from purchasing.esg.states.support import ConsultingField, ConsultingState


@transaction.atomic
def ask_consulting(*, field: str, need: str, site: str = "", by: User) -> ConsultingRequest:
    """A supplier asks for a visit of the group."""
    require(policies.may_ask_consulting(by))
    if not need.strip():
        raise RuleBroken(_("Say what is needed."), field="need")
    request = ConsultingRequest(company=by.company, field=field, need=need.strip(), site=site, asked_by=by)
    checked(request)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongState(_("A request of this field is already open.")) from twice
    record(request, "asked", by=by, payload={"field": field})
    announce("esg.consulting_asked", request=request.pk)
    return request


@transaction.atomic
def ask_for_action(company: Company, *, about: str, action: CorrectiveAction | None) -> ConsultingRequest | None:
    """An overdue corrective action asks by itself; once, while one of the field is open nothing more."""
    open_ones = ConsultingRequest.objects.filter(
        company=company, state__in=(ConsultingState.ASKED, ConsultingState.HANDED_OVER)
    )
    field = ConsultingField.SYSTEMS
    if open_ones.filter(field=field).exists() or (action and open_ones.filter(action=action).exists()):
        return None
    request = ConsultingRequest.objects.create(company=company, field=field, need=about[:2000], action=action)
    record(request, "asked", by=None, payload={"action": action.number if action else None})
    return request


@transaction.atomic
def decide_consulting(request: ConsultingRequest, *, take: bool, decision: str, by: User) -> ConsultingRequest:
    """Hand it over to the support programmes, by event; or decline it with the reason."""
    require(policies.may_decide_consulting(by))
    if not decision.strip():
        raise RuleBroken(_("Give the answer: the company reads it."), field="decision")
    request = ConsultingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    given: dict[str, Any] = {"decided_by": by, "decided_at": db_now()}
    move(request, "hand_over" if take else "decline", by=by, reason=decision.strip()[:500], **given)
    request.decision = decision.strip()[:1000]
    request.save(update_fields=["decision"])
    if take and request.action_id is None:  # an escalated action has told the programmes itself
        announce("esg.support_asked", company=request.company_id, about=request.need[:500], action=request.action_id)
    announce("esg.consulting_decided", request=request.pk)
    return request


@transaction.atomic
def finish_consulting(request: ConsultingRequest, *, by: User) -> ConsultingRequest:
    """The group has been there. Who helped does not review the company for the time that a tie holds (SOD-11)."""
    require(policies.may_decide_consulting(by))
    request = ConsultingRequest.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=request.pk)
    move(request, "finish", by=by)
    note = str(_("Consulting visit: %(field)s") % {"field": request.get_field_display()})
    for helper in {by, request.decided_by or by}:
        note_help(helper, request.company, last_on=today(), note=note, by=by)
    return request


@transaction.atomic
def withdraw_consulting(request: ConsultingRequest, *, by: User) -> ConsultingRequest:
    """The company takes it back."""
    require(policies.may_withdraw_consulting(by, request))
    request = ConsultingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    move(request, "withdraw", by=by)
    return request
