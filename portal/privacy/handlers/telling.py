"""Who is told: the privacy officer of what waits, the person of the answer, everybody of a new policy."""

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
from portal.privacy.models import ExportGrant, Incident, PolicyText, RightsRequest
from portal.privacy.queries import rights as queries
from portal.privacy.states import RightState

SOON_DAYS = 3
HOURS_BEFORE = 24


def officers() -> Iterable[User]:
    """The privacy officers."""
    return buyer_people_with_role("PR")


# Requests ------------------------------------------------------------------------------------------------------------
@on("privacy.right_asked")
def tell_officers(*, request: int, **_later) -> None:
    """Ten days."""
    found = RightsRequest.objects.get(pk=request)
    told = {"number": found.number, "due": found.due_on}
    notify(officers(), "privacy.asked_seen", params=told, url_name="privacy:request-detail", url_args=[found.number])
    notify([found.person], "privacy.asked", params=told, url_name="privacy:own-request", url_args=[found.number])


@on("privacy.right_extended", "privacy.right_answered")
def tell_person(*, request: int, **_later) -> None:
    """The answer is read on its page: no personal content in mails. An erased person cannot be told any more."""
    found = RightsRequest.objects.select_related("person").get(pk=request)
    kind = "privacy.extended" if found.state == RightState.RECEIVED else "privacy.answered"
    told = {"number": found.number, "due": found.due_on}
    notify([found.person], kind, params=told, url_name="privacy:own-request", url_args=[found.number])


@sweeps
def remind_of_requests() -> None:
    """Once for each request, three days before its day and on each day it is late."""
    on_day = today()
    for found in queries.requests_due(on_day + timedelta(days=SOON_DAYS)):
        late = found.due_on < on_day
        with transaction.atomic():
            if once("privacy.request_due", f"{found.pk}:{found.due_on}:{on_day if late else ''}"):
                notify(
                    officers(),
                    "privacy.request_late" if late else "privacy.request_soon",
                    params={"number": found.number, "due": found.due_on},
                    url_name="privacy:request-detail",
                    url_args=[found.number],
                )


# Exports -------------------------------------------------------------------------------------------------------------
@on("privacy.export_asked")
def tell_of_export(*, grant: int, **_later) -> None:
    """The privacy officer decides."""
    found = ExportGrant.objects.get(pk=grant)
    people = [person for person in officers() if person.pk != found.asked_by_id]
    notify(
        people,
        "privacy.export_seen",
        params={"number": found.number, "title": found.title, "rows": found.rows},
        url_name="privacy:export-list",
    )


@on("privacy.export_decided")
def tell_of_leave(*, grant: int, **_later) -> None:
    """Who asked."""
    found = ExportGrant.objects.select_related("asked_by").get(pk=grant)
    kind = "privacy.export_allowed" if found.until else "privacy.export_refused"
    told = {"number": found.number, "title": found.title}
    notify([found.asked_by], kind, params=told, url_name="privacy:export-list")


# The policy ----------------------------------------------------------------------------------------------------------
@on("privacy.policy_published")
def tell_of_policy(*, policy: int, **_later) -> None:
    """Everybody with an account, before it counts."""
    found = PolicyText.objects.get(pk=policy)
    people = User.objects.filter(is_active=True, is_service=False)
    notify(
        people.iterator(chunk_size=2000),
        "privacy.policy",
        params={"from": found.valid_from, "change": bilingual(found.change_ko, found.change_en)},
        url_name="privacy:policy-version",
        url_args=[found.version],
    )


# Incidents -----------------------------------------------------------------------------------------------------------
@on("privacy.incident_opened")
def tell_of_incident(*, incident: int, **_later) -> None:
    """Privacy officers and compliance: the clock runs."""
    found = Incident.objects.get(pk=incident)
    notify(
        buyer_people_with_role("PR", "CP"),
        "privacy.incident_seen",
        params={"number": found.number, "by": found.tell_by},
        url_name="privacy:incident-detail",
        url_args=[found.number],
    )


@on("privacy.incident_told")
def tell_affected(*, incident: int, **_later) -> None:
    """Those concerned: the page says what, when, and what they can do."""
    found = Incident.objects.get(pk=incident)
    people = User.objects.filter(pk__in=found.affected.filter(told_at__isnull=False).values("person"))
    notify(
        people,
        "privacy.incident",
        params={"number": found.number},
        url_name="privacy:incident-detail",
        url_args=[found.number],
        key=f"privacy.incident {found.pk}",
    )


@sweeps
def remind_of_incidents() -> None:
    """A day before the 72 hours end, once."""
    now = db_now()
    for found in queries.incidents_open().filter(tell_by__lte=now + timedelta(hours=HOURS_BEFORE)):
        with transaction.atomic():
            if once("privacy.incident_due", str(found.pk)):
                notify(
                    buyer_people_with_role("PR", "CP"),
                    "privacy.incident_due",
                    params={"number": found.number, "by": found.tell_by},
                    url_name="privacy:incident-detail",
                    url_args=[found.number],
                )


for _kind, _title, _text, _essential in (
    (
        "privacy.asked",
        _("Your request %(number)s about your data has arrived"),
        _("You get an answer by %(due)s."),
        True,
    ),
    (
        "privacy.asked_seen",
        _("%(number)s: a request about personal data"),
        _("Answer it by %(due)s: the law gives ten days."),
        True,
    ),
    (
        "privacy.extended",
        _("The answer to %(number)s takes longer"),
        _("It comes by %(due)s. The page says why."),
        True,
    ),
    ("privacy.answered", _("Your request %(number)s is answered"), _("Read the answer and its reasons."), True),
    (
        "privacy.request_soon",
        _("%(number)s has to be answered by %(due)s"),
        _("It can be extended once, with a reason, before its day is over."),
        True,
    ),
    ("privacy.request_late", _("%(number)s is late"), _("It had to be answered by %(due)s."), True),
    (
        "privacy.export_seen",
        _("%(number)s: somebody wants to take personal data out"),
        _("%(title)s: %(rows)s persons. Approve or refuse it."),
        True,
    ),
    (
        "privacy.export_allowed",
        _("%(number)s is approved"),
        _("%(title)s: usable once, within seven days."),
        False,
    ),
    ("privacy.export_refused", _("%(number)s is refused"), _("%(title)s: the list says why."), False),
    ("privacy.policy", _("The privacy policy changes on %(from)s"), _("%(change)s"), True),
    (
        "privacy.incident_seen",
        _("%(number)s: personal data was lost, stolen or shown"),
        _("Those concerned are told by %(by)s at the latest."),
        True,
    ),
    (
        "privacy.incident_due",
        _("%(number)s: less than a day is left"),
        _("Those concerned are told by %(by)s at the latest."),
        True,
    ),
    (
        "privacy.incident",
        _("Your personal data was part of an incident (%(number)s)"),
        _("Read what happened, what we do about it and what you can do."),
        True,
    ),
):
    kinds.register(Kind(key=_kind, title=_title, text=_text, essential=_essential))
