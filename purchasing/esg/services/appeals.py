"""DO: an appeal to other people; the lifting and the end of a limitation. Source: domain 11.6, LIM-01, LIM-05."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.people.queries import standing_of
from portal.policy import require
from purchasing.esg.models import Limitation, terms_on
from purchasing.esg.policies import limitations as policies
from purchasing.esg.queries.actions import actions_behind, was_only_late
from purchasing.esg.rules import limitations as rules
from purchasing.esg.services.carrying import carry, release
from purchasing.esg.services.limitations import counted, locked
from purchasing.esg.states import CAP_RUNNING, LIMITING, Band, LimitationState, StandingFact


@transaction.atomic
def appeal_limitation(limitation: Limitation, *, text: str, by: User) -> Limitation:
    """The supplier appeals in time; other people decide. The limitation stays in force until then."""
    require(policies.may_appeal_limitation(by, limitation))
    if not text.strip():
        raise RuleBroken(_("Say what is wrong with the decision: the panel answers these words."), field="text")
    limitation = locked(limitation)
    if limitation.appealed_at is not None:
        raise WrongState(_("This decision was appealed against once already; the panel's decision is the last."))
    if limitation.state != LimitationState.IN_FORCE or limitation.appeal_until is None:
        raise WrongState(_("There is no decision in force to appeal against."))
    now = db_now()
    if now.astimezone(SEOUL).date() > limitation.appeal_until:
        raise RuleBroken(
            _("An appeal was possible until the end of %(until)s; today is %(today)s. You can ask for the lifting.")
            % {
                "until": day_text(limitation.appeal_until, "day"),
                "today": day_text(now.astimezone(SEOUL).date(), "day"),
            }
        )
    move(limitation, "appeal", by=by, appeal=text.strip(), appealed_by=by, appealed_at=now)
    announce("esg.limitation_appealed", limitation=limitation.pk)
    return limitation


@transaction.atomic
def decide_appeal(limitation: Limitation, *, decision: str, by: User) -> Limitation:
    """Write down what the panel decided: with two thirds for it the limitation stands, else it is overturned."""
    require(policies.may_decide_appeal(by, limitation))
    if not decision.strip():
        raise RuleBroken(_("Give the decision with its reasons: the supplier reads it."), field="decision")
    limitation = locked(limitation)
    if limitation.state != LimitationState.APPEALED:
        raise WrongState(_("No appeal is open. Reload the page."))
    on = today()
    votes = counted(limitation, on_appeal=True)
    stands = rules.is_carried(votes, terms_on(on).committee_share)
    told: dict[str, Any] = {"appeal_decision": decision.strip(), "appeal_decided_on": on, "appeal_decided_by": by}
    payload = {"votes": votes.votes, "in_favour": votes.in_favour}
    move(limitation, "uphold" if stands else "overturn", by=by, reason=decision.strip(), payload=payload, **told)
    if not stands:
        resume_before(limitation, by=by)
        release(limitation, reason=decision.strip(), by=by)
    announce("esg.limitation_appeal_decided", limitation=limitation.pk)
    return limitation


def resume_before(limitation: Limitation, *, by: User) -> None:
    """What an overturned decision had taken the place of is in force again, to its own last day."""
    before = limitation.replaces
    if before is None or before.state != LimitationState.ENDED:
        return
    until = before.ended_until_on
    if until is not None and until < today():
        return
    move(before, "resume", by=by, reason=limitation.number, until_on=until, ended_until_on=None)
    carry(before, by=by)
    announce("esg.limitation_resumed", limitation=before.pk)


@transaction.atomic
def ask_lifting(limitation: Limitation, *, reason: str, by: User) -> Limitation:
    """The supplier, or a reviewer, asks for the lifting, once everything is mended."""
    require(policies.may_ask_lifting(by, limitation))
    if not reason.strip():
        raise RuleBroken(_("Say what has changed, and which corrective actions show it."), field="reason")
    limitation = locked(limitation)
    if limitation.state not in LIMITING:
        raise WrongState(_("This limitation is not in force."))
    if limitation.lift_asked_at is not None:
        raise WrongState(_("The lifting is asked for already."))
    _mended(limitation)
    limitation.lift_asked_at, limitation.lift_asked_by, limitation.lift_reason = db_now(), by, reason.strip()
    limitation.save(update_fields=["lift_asked_at", "lift_asked_by", "lift_reason"])
    record(limitation, "lifting_asked", by=by, reason=reason.strip())
    announce("esg.lifting_asked", limitation=limitation.pk)
    return limitation


def _mended(limitation: Limitation) -> None:
    """LIM-05: verified corrective actions, none left to do; and not band D any more where that was the reason.

    Where lateness alone was the reason, the sheet that is handed in, reviewed and final is what mends it; what that
    result asks for has its own clocks.
    """
    behind = actions_behind(limitation)
    was_late = was_only_late(limitation)
    if was_late:
        behind = behind.exclude(assessment=limitation.assessment_id)
    left = list(behind.filter(state__in=CAP_RUNNING).values_list("number", flat=True))
    if left:
        raise RuleBroken(_("Not yet verified: %(numbers)s (LIM-05).") % {"numbers": ", ".join(left)})
    if not behind.exists() and not was_late:
        raise RuleBroken(_("A limitation is lifted when a corrective action is verified: there is none yet (LIM-05)."))
    on = today()
    if limitation.assessment_id is not None and int(limitation.level) >= 2:
        band = standing_of(limitation.company, StandingFact.BAND, on)
        if band in (Band.D, Band.R):
            raise RuleBroken(_("The company is still in band %(band)s: it is lifted from band C on.") % {"band": band})
    if limitation.from_on is not None and not rules.is_long_enough(int(limitation.level), limitation.from_on, on):
        raise RuleBroken(_("A de-registration lasts at least twelve months."))


@transaction.atomic
def lift_limitation(limitation: Limitation, *, reason: str, by: User) -> Limitation:
    """Another person of the committee lifts it; the corrective actions are looked at once more."""
    require(policies.may_lift_limitation(by, limitation))
    if not reason.strip():
        raise RuleBroken(_("Give the decision with its reasons: the supplier reads it."), field="reason")
    limitation = locked(limitation)
    if limitation.lift_asked_at is None:
        raise WrongState(_("The lifting is not asked for."))
    _mended(limitation)
    on = today()
    told: dict[str, Any] = {"lifted_on": on, "lifted_by": by, "lift_reason": reason.strip()}
    move(limitation, "lift", by=by, reason=reason.strip(), **told)
    release(limitation, reason=reason.strip(), by=by)
    announce("esg.limitation_lifted", limitation=limitation.pk)
    return limitation


@transaction.atomic
def refuse_lifting(limitation: Limitation, *, reason: str, by: User) -> Limitation:
    """It stays in force; what is missing is said. The lifting can be asked for again."""
    require(policies.may_lift_limitation(by, limitation))
    if not reason.strip():
        raise RuleBroken(_("Say what is missing."), field="reason")
    limitation = locked(limitation)
    if limitation.state not in LIMITING or limitation.lift_asked_at is None:
        raise WrongState(_("The lifting is not asked for."))
    limitation.lift_asked_at, limitation.lift_asked_by, limitation.lift_reason = None, None, ""
    limitation.save(update_fields=["lift_asked_at", "lift_asked_by", "lift_reason"])
    record(limitation, "lifting_refused", by=by, reason=reason.strip())
    announce("esg.lifting_refused", limitation=limitation.pk)
    return limitation


@transaction.atomic
def end_limitation(limitation: Limitation) -> Limitation:
    """Its last day has passed. Called by the daily job."""
    limitation = locked(limitation)
    if limitation.until_on is None or limitation.until_on >= today():
        raise WrongState(_("The last day of this limitation has not passed."))
    move(limitation, "end", by=None)
    release(limitation, reason=limitation.number, by=None)
    announce("esg.limitation_ended", limitation=limitation.pk)
    return limitation
