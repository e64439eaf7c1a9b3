"""WHO: has a calendar address, who ends one."""

from django.utils.translation import gettext as _

from portal.exchange.models import CalendarFeed
from portal.exchange.queries.calendars import calendars_for
from portal.people.models import User
from portal.policy import YES, Verdict, no


def may_have_calendar(user: User) -> Verdict:
    """Every person who has dates here; a program has the API."""
    if user.is_service:
        return no(_("A program asks the API instead."))
    if not calendars_for(user):
        return no(_("There are no dates here that your role may see."))
    return YES


def may_renew_calendar(user: User, feed: CalendarFeed) -> Verdict:
    """Whose it is, acting for the company of the address."""
    if feed.person_id != user.pk:
        return no(_("Only whose address it is can make it anew."))
    if feed.company_id != user.company_id:
        return no(_("This address belongs to another company that you act for. Change to it first."))
    return may_have_calendar(user)


def may_end_calendar(user: User, feed: CalendarFeed) -> Verdict:
    """Whose it is, and the company's administrator."""
    if feed.person_id == user.pk or (user.has_role("SA") and feed.company_id == user.company_id):
        return YES
    return no(_("Only whose address it is, or the company's administrator, ends it."))
