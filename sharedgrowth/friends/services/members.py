"""DO: join and leave, choose the bonus, enter themes and recipients, record the bonus. Source: domain 10, FRD-02."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.policy import require
from sharedgrowth.friends.models import Member, Recipient, Theme, terms_on
from sharedgrowth.friends.policies import members as policies
from sharedgrowth.friends.queries.activities import hours_of_company
from sharedgrowth.friends.rules.codes import names_a_person
from sharedgrowth.friends.rules.hours import bonus_points
from sharedgrowth.friends.states import MemberState

BONUS = "friends.bonus"


@transaction.atomic
def join(*, takes_bonus: bool = False, listed: bool = False, by: User) -> Member:
    """A company becomes a member, by its own will. Announces ``friends.member_joined{member}``."""
    require(policies.may_join(by))
    company = Company.objects.select_for_update(of=("self",)).get(pk=by.company.pk)
    require(policies.may_join(by))
    member = Member(company=company, joined_on=today(), joined_by=by, takes_bonus=takes_bonus, listed=listed)
    member.save()
    record(member, "joined", by=by)
    announce("friends.member_joined", member=member.pk)
    return member


@transaction.atomic
def choose(member: Member, *, takes_bonus: bool, listed: bool, by: User) -> Member:
    """Whether hours count in the evaluation, whether the company is named. A no to the bonus holds at once."""
    require(policies.may_change_membership(by, member))
    member = Member.objects.select_for_update(of=("self",)).select_related("company").get(pk=member.pk)
    if member.state != MemberState.ACTIVE:
        raise RuleBroken(_("Your company is no member any more."))
    gave_up = member.takes_bonus and not takes_bonus
    member.takes_bonus, member.listed = takes_bonus, listed
    member.save(update_fields=["takes_bonus", "listed"])
    record(member, "chosen", by=by, payload={"takes_bonus": takes_bonus, "listed": listed})
    if gave_up:
        _end_bonus(member, by=by)
    return member


@transaction.atomic
def leave(member: Member, *, by: User) -> Member:
    """Without a reason and without a drawback. What was done stays counted; the bonus ends."""
    require(policies.may_change_membership(by, member))
    member = Member.objects.select_for_update(of=("self",)).select_related("company").get(pk=member.pk)
    had = member.takes_bonus
    move(member, "leave", by=by, left_on=today(), left_by=by, takes_bonus=False, listed=False)
    if had:
        _end_bonus(member, by=by)
    return member


def _end_bonus(member: Member, *, by: User) -> None:
    words = f"{BONUS} {member.company.number}"
    record_standing(member.company, BONUS, "0.00", valid_from=today(), source=words, by=by)


@transaction.atomic
def record_bonuses(year: int) -> int:
    """The bonus of the companies that chose it, for their verified hours of ``year``: a fact of the next year.

    Called each day until March by the sweep: what is verified after New Year counts too. A company without hours gets
    no entry: that nobody came is no fact about it.
    """
    begins, terms = date(year + 1, 1, 1), terms_on(date(year, 12, 31))
    given, since = 0, max(begins, today())
    for member in Member.objects.filter(state=MemberState.ACTIVE, takes_bonus=True).select_related("company"):
        hours = hours_of_company(member.company_id, year)
        points = bonus_points(hours, hours_a_point=terms.hours_a_point, cap=terms.bonus_cap)
        if points > Decimal(0) and standing_of(member.company, BONUS, since) != str(points):
            record_standing(
                member.company,
                BONUS,
                str(points),
                valid_from=since,
                valid_to=date(year + 1, 12, 31),
                source=f"Friends {year}: {hours} h",
            )
            record(member, "bonus_recorded", by=None, payload={"year": year, "hours": hours, "points": points})
            given += 1
    return given


@transaction.atomic
def enter_theme(*, by: User, **fields: Any) -> Theme:
    """A theme of a year."""
    require(policies.may_run_office(by))
    theme = Theme(entered_by=by, **fields)
    checked(theme)
    theme.save()
    record(theme, "entered", by=by)
    return theme


@transaction.atomic
def enter_recipient(recipient: Recipient | None = None, *, by: User, **fields: Any) -> Recipient:
    """An organisation that may receive; what looks like a person's number is refused (FRD-05)."""
    require(policies.may_ask_for_gifts(by))
    recipient = recipient or Recipient(entered_by=by)
    for name, value in fields.items():
        if isinstance(value, str) and names_a_person(value):
            raise RuleBroken(_("Organisations alone are entered: no numbers of persons."), field=name)
        setattr(recipient, name, value)
    checked(recipient)
    recipient.save()
    record(recipient, "entered", by=by)
    return recipient
