"""WHO: reviews, checks the site, votes. Source: domain 12 (INV-06), 16.3 (SOD-05, SOD-20)."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from portal.clock import today
from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.innovilt.models import (
    AgendaItem,
    InnoviltApplication,
    Meeting,
    MeetingSeat,
    Review,
    SalesContact,
    SiteCheck,
)
from sharedgrowth.innovilt.policies.applications import apart, office, person
from sharedgrowth.innovilt.queries.reviews import sales_blocks

JUDGES = ("IV", "CN", "EV")  # who can be asked to review or to visit


def sells_to(user: User, application: InnoviltApplication, *, on: date | None = None) -> bool:
    """Whether the person is, or was within a year, a sales contact of the member (SOD-20)."""
    found = sales_blocks(on or today())
    return found.filter(person=user, company=application.company_id).exists()


def may_judge(user: User, application: InnoviltApplication) -> Verdict:
    """Whether somebody can be asked: the role, no tie to the company, no sales contact of it."""
    if not (human := person(user)):
        return human
    if not (user.is_internal and user.has_role(*JUDGES)):
        return no(_("%(name)s is neither of the office nor an expert.") % {"name": user.name})
    if sells_to(user, application):
        return no(_("%(name)s is a sales contact of this company.") % {"name": user.name})
    return apart(user, application)


def may_assign(user: User, application: InnoviltApplication) -> Verdict:
    """The office names reviewers and inspectors, and passes an application on."""
    return apart(user, application) if (able := office(user)) else able


may_plan_check = may_assign
may_pass_on = may_assign


def may_hand_in(user: User, review: Review) -> Verdict:
    """The reviewer, still without a conflict."""
    if review.reviewer_id != user.pk:
        return no(_("It is another person's review."))
    return may_judge(user, review.application)


def may_recuse_review(user: User, review: Review) -> Verdict:
    """The reviewer, also with a conflict."""
    return person(user) if review.reviewer_id == user.pk else no(_("It is another person's review."))


def may_hold_check(user: User, check: SiteCheck) -> Verdict:
    """The inspector."""
    if check.inspector_id != user.pk:
        return no(_("The inspector keeps the site check."))
    return may_judge(user, check.application)


# Committee -----------------------------------------------------------------------------------------------------------
def may_keep_contacts(user: User) -> Verdict:
    """The office."""
    return office(user)


def may_end_contact(user: User, contact: SalesContact) -> Verdict:
    """The office, but nobody for themselves: who sold would free themselves to judge."""
    if contact.person_id == user.pk:
        return no(_("A colleague ends your own sales contact."))
    return may_keep_contacts(user)


def may_call(user: User) -> Verdict:
    """The office calls a meeting and sets its agenda."""
    return office(user)


def may_sit(user: User) -> Verdict:
    """A member of the brand committee."""
    if not (human := person(user)):
        return human
    if user.is_internal and user.has_role("IV"):
        return YES
    return no(_("%(name)s is not a member of the brand committee.") % {"name": user.name})


def may_chair(user: User, meeting: Meeting) -> Verdict:
    """Who chairs opens and closes the meeting."""
    if meeting.chair_id != user.pk:
        return no(_("The chair of the meeting does this."))
    return may_sit(user)


def may_attend(user: User, meeting: Meeting) -> Verdict:
    """A member for whom a seat is kept."""
    if not MeetingSeat.objects.filter(meeting=meeting, member=user).exists():
        return no(_("Only members of this committee vote."))
    return may_sit(user)


def may_vote(user: User, item: AgendaItem) -> Verdict:
    """A member who neither sells to the company, belongs to it, nor scored the product; asked again at the vote."""
    return may_vote_on(user, item.meeting, [item])[item.pk]


def may_vote_on(user: User, meeting: Meeting, items: Collection[AgendaItem]) -> dict[int, Verdict]:
    """The same for several products of a meeting, by their items, at the cost of one."""
    if not (able := may_attend(user, meeting)):
        return {item.pk: able for item in items}
    applications = [item.application_id for item in items]
    sells = set(sales_blocks(today()).filter(person=user).values_list("company", flat=True))
    reviews = Review.objects.filter(application__in=applications, reviewer=user, done_at__isnull=False)
    checks = SiteCheck.objects.filter(application__in=applications, inspector=user, held_at__isnull=False)
    scored = {*reviews.values_list("application", flat=True), *checks.values_list("application", flat=True)}
    tied = {item.application.company_id for item in items}
    tied = set(user.memberships.filter(company__in=tied).values_list("company", flat=True))
    return {item.pk: _may_vote(user, item.application, sells=sells, scored=scored, tied=tied) for item in items}


def _may_vote(
    user: User, application: InnoviltApplication, *, sells: set[int], scored: set[int], tied: set[int]
) -> Verdict:
    if application.company_id in sells:
        return no(_("You are a sales contact of this company: you do not vote about it."))
    if application.pk in scored:
        return no(_("You scored this product: others decide about it."))
    if application.officer_id == user.pk:
        return no(_("You answered for this application: others decide about it."))
    if application.company_id in tied:
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_read_meetings(user: User) -> Verdict:
    """The office, auditors, compliance."""
    if user.is_internal and user.has_role("IV", "AU", "CP"):
        return YES
    return no(_("Only the INNOVILT office may do this."))


def may_read_reviews(user: User) -> Verdict:
    """Those who review or visit, the office, auditors, compliance."""
    if user.is_internal and user.has_role(*JUDGES, "AU", "CP"):
        return YES
    return no(_("Only reviewers and the INNOVILT office may do this."))
