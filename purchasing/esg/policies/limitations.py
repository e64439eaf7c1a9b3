"""WHO: each step of the due process is another person's. Source: domain 11.6 LIM-01, 16.3 SOD-12."""

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import CarriedLimitation, Limitation
from purchasing.esg.policies.flags import apart, of_company, staff
from purchasing.esg.queries.actions import actions_behind
from purchasing.esg.queries.limitations import bench_of, flags_behind


def may_propose_limitation(user: User) -> Verdict:
    """ESG reviewers and compliance."""
    return staff(user, "ER", "CP", refusal=_("Only an ESG reviewer or compliance may propose a limitation."))


def may_notify_limitation(user: User, limitation: Limitation) -> Verdict:
    """Who may propose one, apart from the company: the notice goes out with the facts."""
    if not (allowed := may_propose_limitation(user)):
        return allowed
    return apart(user, limitation.company_id)


may_drop_limitation = may_notify_limitation
may_convene_committee = may_notify_limitation
may_note_hearing = may_notify_limitation


def may_answer_limitation(user: User, limitation: Limitation) -> Verdict:
    """The company's administrator."""
    refusal = _("Only the company's administrator answers a notice and appeals.")
    return of_company(user, limitation.company_id, "SA", refusal=refusal)


may_appeal_limitation = may_answer_limitation


def _free_to_judge(user: User, limitation: Limitation) -> Verdict:
    if limitation.proposed_by_id == user.pk or limitation.notified_by_id == user.pk:
        return no(_("Who proposed a limitation or sent the notice does not decide on it (SOD-12): ask a colleague."))
    if limitation.assessment is not None and user.pk in (
        limitation.assessment.reviewer_id,
        limitation.assessment.second_reviewer_id,
        limitation.assessment.audited_by_id,
        limitation.assessment.objection_decided_by_id,
    ):
        return no(_("Who reviewed the assessment does not decide on what follows from it: ask a colleague."))
    if flags_behind(limitation).filter(Q(raised_by=user) | Q(decided_by=user)).exists():
        return no(_("Who raised or decided the red flag does not decide on what follows from it: ask a colleague."))
    return apart(user, limitation.company_id)


def may_vote_on_limitation(user: User, limitation: Limitation) -> Verdict:
    """A member of the committee: ESG committee, approver of purchasing, compliance; apart from who proposed it."""
    refusal = _("Only a member of the committee (ESG, purchasing, legal) votes.")
    if not (member := staff(user, "EC", "AP", "CP", refusal=refusal)):
        return member
    if bench_of(user) is None:
        return no(refusal)
    return _free_to_judge(user, limitation)


def may_decide_limitation(user: User, limitation: Limitation) -> Verdict:
    """A member of the ESG committee writes down what the votes say."""
    refusal = _("Only a member of the ESG committee records its decision.")
    if not (member := staff(user, "EC", refusal=refusal)):
        return member
    return _free_to_judge(user, limitation)


def may_order_interim(user: User, limitation: Limitation) -> Verdict:
    """A member of the ESG committee, apart from who proposed it."""
    return may_decide_limitation(user, limitation)


def _apart_from_first(user: User, limitation: Limitation) -> Verdict:
    first = limitation.votes.filter(on_appeal=False, member=user).exists()
    if first or limitation.decided_by_id == user.pk or limitation.interim_by_id == user.pk:
        return no(_("Who decided first is not of the panel that hears the appeal (SOD-12): ask a colleague."))
    return YES


def may_vote_on_appeal(user: User, limitation: Limitation) -> Verdict:
    """A member of another panel: nobody who voted or decided before."""
    if not (member := may_vote_on_limitation(user, limitation)):
        return member
    return _apart_from_first(user, limitation)


def may_decide_appeal(user: User, limitation: Limitation) -> Verdict:
    """A member of the ESG committee who took no part in the first decision."""
    if not (member := may_decide_limitation(user, limitation)):
        return member
    return _apart_from_first(user, limitation)


def may_ask_lifting(user: User, limitation: Limitation) -> Verdict:
    """The company's administrator, or an ESG reviewer."""
    if user.is_internal:
        return may_notify_limitation(user, limitation)
    refusal = _("Only the company's administrator, or an ESG reviewer, asks for the lifting.")
    return of_company(user, limitation.company_id, "SA", refusal=refusal)


def may_lift_limitation(user: User, limitation: Limitation) -> Verdict:
    """A member of the ESG committee who did not ask for it, propose the limitation, or verify what mended it."""
    refusal = _("Only a member of the ESG committee lifts a limitation.")
    if not (member := staff(user, "EC", refusal=refusal)):
        return member
    if limitation.lift_asked_by_id == user.pk:
        return no(_("Who asked for the lifting does not decide on it: ask a colleague."))
    if limitation.proposed_by_id == user.pk or actions_behind(limitation).filter(verified_by=user).exists():
        return no(_("Who proposed the limitation, or verified what mended it, does not lift it: ask a colleague."))
    return apart(user, limitation.company_id)


def may_end_carried(user: User, carried: CarriedLimitation) -> Verdict:
    """A member of the ESG committee: the tie between the companies is gone."""
    refusal = _("Only a member of the ESG committee ends a carried limitation.")
    if not (member := staff(user, "EC", refusal=refusal)):
        return member
    return apart(user, carried.company_id)
