"""Calls: who is told of what; when they close; alerts without an account."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import db_now, today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.support.models import Application, Call
from sharedgrowth.support.queries.applications import writers_of
from sharedgrowth.support.services import alerts
from sharedgrowth.support.services.calls import close_due_calls
from sharedgrowth.support.services.recommendations import lapse_unanswered
from sharedgrowth.support.states import ApplicationState, CallState

PAGE = "support:call-detail"
REMINDED = (7, 2)  # days before the end at which the writers of drafts are reminded

sweeps(close_due_calls)
sweeps(alerts.forget_unconfirmed)


@sweeps
def run_daily() -> None:
    """Once a day: recommendations without consent lapse; writers of drafts are reminded of the end."""
    day = today()
    with transaction.atomic():
        if once("support: calls", day.isoformat()):
            lapse_unanswered(day)
            remind_of_end()


def remind_of_end() -> None:
    """Who writes a draft whose call ends in a week, or in two days."""
    now = db_now()
    for days in REMINDED:
        begin = now + timedelta(days=days - 1)
        ending = Call.objects.filter(
            state=CallState.PUBLISHED, closes_at__gt=begin, closes_at__lte=begin + timedelta(days=1)
        )
        drafts = Application.objects.filter(call__in=ending, state=ApplicationState.DRAFT).select_related("call")
        for application in drafts:
            notify(
                writers_of(application),
                "support.draft_ends",
                params={"number": application.number, "until": application.call.closes_at},
                url_name="support:application-edit",
                url_args=[application.number],
                key=f"support.draft_ends {application.pk} {application.call.closes_at:%Y%m%d} {days}",
            )


def _told(call: int) -> tuple[Call, dict]:
    found = Call.objects.select_related("entered_by", "officer").get(pk=call)
    title = bilingual(found.title_ko, found.title_en or found.title_ko)
    return found, {"number": found.number, "title": title, "reason": found.reason}


def _tell(people: Iterable[User], kind: str, call: Call, params: dict, **more) -> None:
    notify(people, kind, params={**params, **more}, url_name=PAGE, url_args=[call.number])


@on("support.call_proposed")
def tell_who_may_publish(*, call: int, **_later) -> None:
    """The other officers and approvers."""
    found, params = _told(call)
    params.pop("reason")
    people = buyer_people_with_role("SG", "AP").exclude(pk=found.entered_by_id)
    _tell(people, "support.call_to_publish", found, params)


@on("support.call_returned")
def tell_writer(*, call: int, **_later) -> None:
    """Who wrote it."""
    found, params = _told(call)
    if found.entered_by is not None:
        _tell([found.entered_by], "support.call_returned", found, params)


@on("support.call_published")
def tell_alerts(*, call: int, **_later) -> None:
    """Addresses that asked for it."""
    alerts.meet_call(call)


def _applicants(call: Call, *states: str, **only: object) -> set[User]:
    rows = call.applications.filter(state__in=states, **only).select_related("company", "started_by")
    return {person for row in rows.prefetch_related("editors__user") for person in writers_of(row)}


@on("support.call_extended")
def tell_of_extension(*, call: int, **_later) -> None:
    """Who writes or has sent an application."""
    found, params = _told(call)
    people = _applicants(found, ApplicationState.DRAFT, ApplicationState.RECOMMENDED, ApplicationState.SUBMITTED)
    _tell(people, "support.call_extended", found, params, until=found.closes_at)


@on("support.call_cancelled")
def tell_of_cancellation(*, call: int, **_later) -> None:
    """Who writes or has sent an application."""
    found, params = _told(call)
    ended = {ApplicationState.WITHDRAWN, ApplicationState.LAPSED, ApplicationState.REJECTED}
    people = _applicants(found, *(state for state in ApplicationState.values if state not in ended))
    people |= _applicants(found, ApplicationState.LAPSED, decided_at__gte=found.changed_at)  # with the call
    _tell(people, "support.call_cancelled", found, params)


@on("support.call_alert_asked")
def mail_confirmation(*, alert: int, **_later) -> None:
    """The link to confirm."""
    alerts.mail_confirmation(alert)


@on("support.call_alert_met")
def mail_calls(*, alert: int, **_later) -> None:
    """The new calls."""
    alerts.tell_alert(alert)


WORDS = (  # kind, title, text, essential
    (
        "support.call_to_publish",
        _("Call %(number)s waits for publication"),
        _("%(title)s. Who wrote it does not publish it: please look at it."),
        False,
    ),
    (
        "support.call_returned",
        _("Call %(number)s was returned to you"),
        _("%(title)s: %(reason)s"),
        False,
    ),
    (
        "support.call_extended",
        _("Call %(number)s is open until %(until)s"),
        _("%(title)s was extended: %(reason)s"),
        True,
    ),
    (
        "support.call_cancelled",
        _("Call %(number)s was cancelled"),
        _("%(title)s: %(reason)s"),
        True,
    ),
    (
        "support.draft_ends",
        _("Application %(number)s is not sent yet; its call closes on %(until)s"),
        _("After that nothing is accepted. The page says what is left."),
        True,
    ),
    (
        "support.call_alert_asked",
        _("Confirm the alert of new calls: %(what)s"),
        _("Open the link and confirm. Without it the address is deleted after three days."),
        True,
    ),
    (
        "support.call_alert_on_already",
        _("The alert of new calls is on already: %(what)s"),
        _("The link ends it and deletes the address."),
        True,
    ),
    (
        "support.call_alert_met",
        _("New calls of %(what)s: %(count)s"),
        _("New calls of %(what)s."),
        True,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
