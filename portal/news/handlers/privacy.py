"""What news keeps of people, for what, how long. Source: domain 9.4."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.clock import db_now
from portal.news.models import Meeting, NewsAlert, Registration
from portal.news.queries.meetings import registrations_of
from portal.news.services import registrations as services
from portal.news.services.alerts import end_alert
from portal.people.models import User
from portal.privacy.registry import Section, holding, purpose

purpose(
    key=services.CONSENT,
    title=_("Registration for an exchange meeting"),
    items=_("Name, organisation, e-mail address; whether you came"),
    retention=_("Until three months after the meeting; then only the number of people stays"),
    refusal=_("You may refuse. Without it no place can be kept for you."),
    why=_("To keep a place for you, tell you of changes, and know at the door who comes"),
)


def registration_sections(user: User) -> list[Section]:
    """A person's registrations."""
    rows = [
        {
            _("Meeting"): each.meeting.title,
            pgettext_lazy("meeting", "Begins"): each.meeting.starts_at,
            _("Name"): each.name,
            pgettext("news", "Organisation"): each.organisation,
            _("E-mail address"): each.email,
            _("State"): each.get_state_display(),
        }
        for each in registrations_of(user).filter(erased_at=None)
    ]
    return [Section(_("Exchange meetings"), rows)] if rows else []


def erase_registrations(user: User, *, reason: str) -> Mapping[str, int]:
    """Places are given back, names are emptied."""
    done = 0
    for registration in Registration.objects.filter(user=user, erased_at=None).select_related("meeting"):
        if registration.state in ("pending", "registered", "waiting"):
            services.leave(registration, by=None)
        services.empty(registration)
        done += 1
    return {"news.registration": done} if done else {}


def comes(user: User) -> bool:
    """Whether a meeting is to come for which the person is registered: of a change one must hear."""
    return registrations_of(user).filter(erased_at=None, meeting__starts_at__gt=db_now()).exists()


def due(day: date) -> Iterable[Meeting]:
    """Meetings of three months ago."""
    return services.due_meetings(day)


def destroy(meeting: Meeting) -> Mapping[str, int]:
    """All names of a meeting at once."""
    return {"news.registration": services.empty_meeting(meeting)}


holding(
    key="news.registrations",
    label=_("Registrations for exchange meetings"),
    basis=_("Personal Information Protection Act, article 15(1)1 (consent)"),
    kept_for=_("Until three months after the meeting"),
    sections_of=registration_sections,
    erase=erase_registrations,
    needs=comes,
    due=due,
    destroy=destroy,
)


def alert_sections(user: User) -> list[Section]:
    """Alerts under the person's e-mail address."""
    rows = [
        {_("E-mail address"): each.email, _("Kind"): each.kind or "*", _("State"): each.get_state_display()}
        for each in NewsAlert.objects.filter(email__iexact=user.email)
    ]
    return [Section(_("Alerts of announcements"), rows)] if rows else []


def erase_alerts(user: User, *, reason: str) -> Mapping[str, int]:
    """They end, and the address with them."""
    found = list(NewsAlert.objects.filter(email__iexact=user.email)) if user.email else []
    for alert in found:
        end_alert(alert)
    return {"news.newsalert": len(found)} if found else {}


holding(
    key="news.alerts",
    label=_("Alerts of announcements"),
    basis=_("Personal Information Protection Act, article 15(1)1 (consent)"),
    kept_for=_("As long as the alert is on"),
    sections_of=alert_sections,
    erase=erase_alerts,
)
