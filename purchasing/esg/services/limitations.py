"""DO: a supply limitation from its proposal to the committee's decision. Source: domain 11.6, LIM-01 to LIM-04."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.esg.models import Assessment, CorrectiveAction, Limitation, LimitationVote, RedFlag, terms_on
from purchasing.esg.policies import limitations as policies
from purchasing.esg.queries import limitations as queries
from purchasing.esg.rules import limitations as rules
from purchasing.esg.services.carrying import carry, let_go, publish_level
from purchasing.esg.states import Bench, CapState, FlagState, LimitationLevel, LimitationState

INTERIM_LEVEL = 4
YEAR_DAYS = 365


def locked(limitation: Limitation) -> Limitation:
    """The limitation as it is now: its company's row is locked first, then its own."""
    Company.objects.select_for_update(of=("self",)).get(pk=limitation.company_id)
    found = Limitation.objects.select_for_update(of=("self",))
    return found.select_related("company", "assessment", "flag").get(pk=limitation.pk)


@transaction.atomic
def propose_limitation(
    company: Company,
    *,
    level: int,
    facts: str,
    assessment: Assessment | None = None,
    flag: RedFlag | None = None,
    authority_report: bool = False,
    by: User | None = None,
) -> Limitation:
    """Propose a level with its facts; nothing follows before notice, answer and decision.

    ``by`` None: the portal, for a band or a missed action. It then returns what already runs about the company, at
    whatever level, instead of a second one.
    """
    if by is not None:
        require(policies.may_propose_limitation(by))
    if authority_report:
        raise RuleBroken(
            _("A report to an authority is the supplier's right and never a reason against it (LIM-03)."),
            field="authority_report",
        )
    if str(level) not in LimitationLevel.values or level < 1:
        raise RuleBroken(_("Choose a level from 1 to 5."), field="level")
    if not facts.strip():
        raise RuleBroken(_("Give the facts with their dates: the supplier answers them."), field="facts")
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    running = queries.open_limitation(company)
    standing = queries.limitation_in_force(company)
    if running is not None or (standing is not None and int(standing.level) >= level):
        before = running or standing
        if by is None and before is not None:
            return before
        raise WrongState(
            _("%(number)s is open already: let it be decided first.") % {"number": running.number}
            if running is not None
            else _("Level %(level)s is in force already by %(number)s: a new proposal goes above it.")
            % {"level": standing.level if standing else "", "number": standing.number if standing else ""}
        )
    _remedy_first(company, flag, level)
    limitation = Limitation(
        number=next_number("LIM"),
        company=company,
        assessment=assessment,
        flag=flag,
        level=str(level),
        facts=facts.strip(),
        proposed_by=by,
    )
    checked(limitation)
    limitation.save(force_insert=True)
    payload = {"company": company.number, "level": level}
    record(limitation, "proposed", by=by, reason=facts.strip()[:1000], payload=payload)
    announce("esg.limitation_proposed", limitation=limitation.pk)
    return limitation


def _remedy_first(company: Company, flag: RedFlag | None, level: int) -> None:
    """Child labour: the remedy comes first, the end of the relation last, for the child's sake (LIM-04)."""
    if level < INTERIM_LEVEL:
        return
    about = Q(pk=flag.pk) if flag is not None else Q(state=FlagState.CONFIRMED)
    found = RedFlag.objects.filter(about, company=company, child_labour=True)
    was_late = Q(state__in=[CapState.OVERDUE, CapState.ESCALATED]) | Q(overdue_on__isnull=False)
    failed = CorrectiveAction.objects.filter(was_late, flag__in=found)
    if found.exists() and not failed.exists():
        raise RuleBroken(
            _("Child labour: remediation first, exit last (LIM-04). From level 4 on only when the remedy has failed."),
            field="level",
        )


@transaction.atomic
def notify_limitation(limitation: Limitation, *, by: User) -> Limitation:
    """Send the notice with the facts: the days to answer run."""
    require(policies.may_notify_limitation(by, limitation))
    limitation = locked(limitation)
    _send_notice(limitation, notified_by=by, by=by)
    return limitation


def _send_notice(limitation: Limitation, *, notified_by: User | None, by: User) -> None:
    on = today()
    due = business_days_after(on, terms_on(on).hearing_days)
    told: dict[str, Any] = {"notified_at": db_now(), "notified_by": notified_by, "answer_due": due}
    move(limitation, "notify", by=by, payload={"answer_due": due}, **told)
    announce("esg.limitation_notified", limitation=limitation.pk)


@transaction.atomic
def drop_limitation(limitation: Limitation, *, reason: str, by: User) -> Limitation:
    """The proposal is not pursued; an interim measure ends with it."""
    require(policies.may_drop_limitation(by, limitation))
    if not reason.strip():
        raise RuleBroken(_("Say why it is not pursued: the supplier reads it."), field="reason")
    limitation = locked(limitation)
    if limitation.state == LimitationState.COMMITTEE:
        raise WrongState(_("It is before the committee: the committee decides."))
    _keep_reason(limitation, reason)
    move(limitation, "drop", by=by, reason=reason.strip(), decided_on=today())
    publish_level(limitation.company, source=limitation.number, by=by)
    announce("esg.limitation_dropped", limitation=limitation.pk)
    return limitation


@transaction.atomic
def answer_limitation(limitation: Limitation, *, answer: str, hearing: bool = False, by: User) -> Limitation:
    """The supplier answers the facts, and may ask to be heard. Taken until the committee meets."""
    require(policies.may_answer_limitation(by, limitation))
    if not answer.strip():
        raise RuleBroken(_("Answer the facts of the notice: the committee reads your words."), field="answer")
    limitation = locked(limitation)
    told: dict[str, Any] = {"answer": answer.strip(), "answered_by": by, "answered_at": db_now(), "hearing": hearing}
    move(limitation, "answer", by=by, payload={"hearing": hearing}, **told)
    announce("esg.limitation_answered", limitation=limitation.pk)
    return limitation


@transaction.atomic
def note_hearing(limitation: Limitation, *, on: date, note: str, by: User) -> Limitation:
    """Write down what was said at the hearing."""
    require(policies.may_note_hearing(by, limitation))
    if not note.strip():
        raise RuleBroken(_("Write down what was said, and who was there."), field="note")
    limitation = locked(limitation)
    if limitation.state != LimitationState.ANSWERED or not limitation.hearing:
        raise WrongState(_("No hearing is asked for, or the committee has it already."))
    if on > today():
        raise RuleBroken(_("This day has not come yet."), field="on")
    limitation.hearing_on, limitation.hearing_note = on, note.strip()
    limitation.save(update_fields=["hearing_on", "hearing_note"])
    record(limitation, "heard", by=by, reason=note.strip()[:1000], payload={"on": on})
    return limitation


@transaction.atomic
def convene_committee(limitation: Limitation, *, by: User | None) -> Limitation:
    """Before the committee: after the answer and the hearing, or when the days to answer are over."""
    if by is not None:
        require(policies.may_convene_committee(by, limitation))
    limitation = locked(limitation)
    if limitation.state == LimitationState.NOTIFIED and limitation.answer_due and today() <= limitation.answer_due:
        raise WrongState(
            _("The supplier may answer until the end of %(day)s: the committee meets after that.")
            % {"day": day_text(limitation.answer_due, "day")}
        )
    if limitation.hearing and limitation.hearing_on is None:
        raise WrongState(_("The supplier asked to be heard: write down the hearing first."))
    move(limitation, "convene", by=by)
    announce("esg.limitation_convened", limitation=limitation.pk)
    return limitation


@transaction.atomic
def order_interim(limitation: Limitation, *, reason: str, danger_to_life: bool, by: User) -> Limitation:
    """Suspend new orders at once, while the due process runs: only for imminent danger to life (LIM-01).

    Where no notice was sent yet it goes out with the order, so that the company can answer and the days run.
    """
    require(policies.may_order_interim(by, limitation))
    if not danger_to_life:
        raise RuleBroken(
            _("An interim measure is for imminent danger to life only: confirm it, or let the process run."),
            field="danger_to_life",
        )
    if not reason.strip():
        raise RuleBroken(_("Say what the danger is, and since when it is known."), field="reason")
    limitation = locked(limitation)
    if limitation.state not in queries.RUNNING:
        raise WrongState(_("An interim measure is ordered while the due process runs."))
    if limitation.interim:
        raise WrongState(_("An interim measure is in force already."))
    on = today()
    limitation.interim, limitation.interim_from = True, on
    limitation.interim_reason, limitation.interim_by = reason.strip(), by
    limitation.save(update_fields=["interim", "interim_from", "interim_reason", "interim_by"])
    if limitation.state == LimitationState.PROPOSED:
        _send_notice(limitation, notified_by=None, by=by)
    record(limitation, "interim_ordered", by=by, reason=reason.strip()[:1000], payload={"level": INTERIM_LEVEL})
    publish_level(limitation.company, source=limitation.number, by=by)
    announce("esg.limitation_interim", limitation=limitation.pk)
    return limitation


@transaction.atomic
def cast_vote(
    limitation: Limitation, *, bench: str, in_favour: bool, words: str = "", on_appeal: bool = False, by: User
) -> LimitationVote:
    """A member's vote for its function; on an appeal by other people than before."""
    require((policies.may_vote_on_appeal if on_appeal else policies.may_vote_on_limitation)(by, limitation))
    role = queries.BENCH_ROLES.get(Bench(bench)) if bench in Bench.values else None
    if role is None or not by.has_role(role):
        raise RuleBroken(_("You speak for another function."), field="bench")
    if not in_favour and not words.strip():
        raise RuleBroken(_("Say why you are against it."), field="words")
    limitation = locked(limitation)
    if limitation.state != (LimitationState.APPEALED if on_appeal else LimitationState.COMMITTEE):
        raise WrongState(_("There is nothing to vote on at present. Reload the page."))
    vote = LimitationVote(
        limitation=limitation, member=by, bench=bench, in_favour=in_favour, words=words.strip(), on_appeal=on_appeal
    )
    try:
        with transaction.atomic():
            vote.save(force_insert=True)
    except IntegrityError as fault:
        if "limitation_vote_once" not in str(fault):
            raise
        raise WrongState(_("You have already voted on this limitation.")) from fault
    payload = {"bench": bench, "in_favour": in_favour, "on_appeal": on_appeal}
    record(limitation, "voted", by=by, reason=words.strip()[:1000], payload=payload)
    return vote


def counted(limitation: Limitation, *, on_appeal: bool = False) -> rules.Tally:
    """The votes so far; refused while a function has not spoken."""
    votes = limitation.votes.filter(on_appeal=on_appeal).values_list("bench", "in_favour")
    found = rules.tally(list(votes))
    if not rules.is_complete(found, Bench.values):
        missing = ", ".join(str(Bench(each).label) for each in Bench.values if each not in found.benches)
        raise RuleBroken(_("Not every function has voted: %(missing)s.") % {"missing": missing})
    return found


@transaction.atomic
def decide_limitation(
    limitation: Limitation,
    *,
    reason: str,
    level: int | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    by: User,
) -> Limitation:
    """Write down what the committee decided by its votes, dated and with reasons: imposed, or not.

    ``level``: in band R the committee chooses between 3 and 5; None is what was proposed.
    """
    require(policies.may_decide_limitation(by, limitation))
    if not reason.strip():
        raise RuleBroken(_("Give the decision with its reasons: the supplier reads it."), field="reason")
    limitation = locked(limitation)
    if limitation.state != LimitationState.COMMITTEE:
        raise WrongState(_("The committee has decided, or it does not have the case yet. Reload the page."))
    on = today()
    terms = terms_on(on)
    votes = counted(limitation)
    _keep_reason(limitation, reason)
    told: dict[str, Any] = {"decided_on": on, "decided_by": by}
    payload = {"votes": votes.votes, "in_favour": votes.in_favour, "share": votes.share}
    if not rules.is_carried(votes, terms.committee_share):
        move(limitation, "drop", by=by, reason=reason.strip(), payload=payload, **told)
        publish_level(limitation.company, source=limitation.number, by=by)
        announce("esg.limitation_dropped", limitation=limitation.pk)
        return limitation
    level = level or int(limitation.level)
    if level not in queries.levels_to_choose(limitation, on):
        raise RuleBroken(
            _("The committee decides on the level that was proposed; in band R from 3 to 5."), field="level"
        )
    _remedy_first(limitation.company, limitation.flag, level)
    begins = from_on or on
    if begins < on:
        raise RuleBroken(_("A limitation does not begin before its decision."), field="from_on")
    if begins > on and (limitation.interim or queries.limitation_in_force(limitation.company) is not None):
        raise RuleBroken(
            _("A level is in force already: the new one begins today, so that nothing lapses in between."),
            field="from_on",
        )
    if until_on is not None and until_on < begins:
        raise RuleBroken(_("A limitation ends after it begins."), field="until_on")
    if not rules.is_long_enough(level, begins, until_on):
        raise RuleBroken(_("A de-registration lasts at least twelve months."), field="until_on")
    before = _end_before(limitation, by=by)
    appeal_until = business_days_after(on, terms.appeal_days)
    told |= {"level": str(level), "from_on": begins, "until_on": until_on, "appeal_until": appeal_until}
    told |= {"replaces": before}
    if str(level) == LimitationLevel.CAPPED:
        since = date.fromordinal(begins.toordinal() - YEAR_DAYS)
        base = queries.orders_won(limitation.company, since, date.fromordinal(begins.toordinal() - 1))
        told |= {"base_won": base, "cap_won": rules.most_orders(base, terms.level3_share)}
    payload |= {"level": level, "from": begins, "until": until_on, "appeal_until": appeal_until}
    move(limitation, "impose", by=by, reason=reason.strip(), payload=payload, **told)
    publish_level(limitation.company, source=limitation.number, by=by)
    carry(limitation, by=by)
    if before is not None:  # its sisters carry the new one, or are sisters no longer
        let_go(before, on=on, reason=limitation.number, by=by)
    announce("esg.limitation_imposed", limitation=limitation.pk)
    return limitation


def _keep_reason(limitation: Limitation, reason: str) -> None:
    """The words of the decision; the audit entry of the move that follows has them too."""
    limitation.reason = reason.strip()
    limitation.save(update_fields=["reason"])


def _end_before(limitation: Limitation, *, by: User) -> Limitation | None:
    """A higher level takes the place of the one that was in force, which is returned."""
    before = queries.limitation_in_force(limitation.company)
    if before is None:
        return None
    if before.state == LimitationState.APPEALED:
        raise WrongState(_("The appeal against %(number)s is open: it is decided first.") % {"number": before.number})
    last = max(before.from_on or today(), today())
    move(before, "end", by=by, reason=limitation.number, until_on=last, ended_until_on=before.until_on)
    announce("esg.limitation_ended", limitation=before.pk)
    return before
