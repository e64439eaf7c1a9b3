"""FIND: what the ground floor keeps of a person, in words; accounts whose time has ended."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.models import AuditEntry
from portal.clock import SEOUL
from portal.files.models import File
from portal.notices.models import Notice
from portal.people.models import Invitation, JoinRequest, User
from portal.privacy.queries.consents import consents_of
from portal.privacy.queries.rights import ERASED_AT, looks_at, requests_of
from portal.privacy.registry import Section, purposes
from portal.privacy.rules.deadlines import CLOSED_YEARS, years_before
from portal.words import words_for

UNCONFIRMED_DAYS = 30
TRAIL_YEARS = 10
MOST = 200  # of a long list the newest are shown; the number of all is told


def account_sections(user: User) -> Iterator[Section]:
    """The account, companies, sign-ins."""
    yield Section(
        _("Account"),
        [
            {
                _("Name"): user.name,
                _("E-mail"): user.email,
                _("Phone"): user.phone,
                _("Language"): user.get_language_display(),
                _("Joined"): user.joined_at,
                _("Last sign-in"): user.last_login,
            }
        ],
    )
    members = [
        {
            _("Company"): str(membership.company),
            _("Department"): membership.department,
            _("Roles"): [str(role) for role in membership.roles.all()],
            _("State"): membership.get_state_display(),
            _("Since"): membership.since,
        }
        for membership in user.memberships.select_related("company").prefetch_related("roles").order_by("pk")
    ]
    if members:
        yield Section(_("Companies you act for"), members)
    sessions = [
        {_("Address"): session.ip, _("Browser"): session.user_agent, _("Last seen"): session.last_seen_at}
        for session in UserSession.objects.filter(user=user).order_by("-last_seen_at")
    ]
    if sessions:
        yield Section(_("Sign-ins"), sessions)
    factors = [
        {_("Second factor"): factor.get_type_display(), _("Since"): factor.created_at}
        for factor in Authenticator.objects.filter(user=user).order_by("pk")
    ]
    if factors:
        yield Section(_("Second factors"), factors, note=_("Their secrets are encrypted and shown to nobody."))
    asked = [
        {
            _("Company"): str(each.company),
            pgettext("privacy", "Message"): each.message,
            _("State"): each.get_state_display(),
        }
        for each in JoinRequest.objects.filter(user=user).select_related("company").order_by("-pk")
    ]
    if asked:
        yield Section(_("Requests to join a company"), asked)
    invited = [
        {_("Company"): str(each.company), _("Invited"): each.invited_at, _("State"): each.get_state_display()}
        for each in Invitation.objects.filter(email=user.email).select_related("company").order_by("-pk")
    ]
    if invited:
        yield Section(_("Invitations to your address"), invited)


def notice_sections(user: User) -> Iterator[Section]:
    """Notices."""
    found = Notice.objects.filter(user=user).order_by("-pk")
    rows = [{_("When"): notice.created_at, pgettext("privacy", "Notice"): notice.title} for notice in found[:MOST]]
    if rows:
        yield Section(_("Notices"), rows, note=_newest(found.count()))


def _newest(count: int) -> str:
    return _("The newest %(shown)s of %(all)s.") % {"shown": MOST, "all": f"{count:,}"} if count > MOST else ""


def consent_sections(user: User) -> Iterator[Section]:
    """Consents, also withdrawn ones."""
    rows = []
    for consent in consents_of(user):
        purpose = purposes.get(consent.purpose)
        rows.append(
            {
                _("Consent"): str(purpose.title) if purpose else consent.purpose,
                _("Words shown"): consent.text,
                _("Given"): consent.given_at,
                _("Withdrawn"): consent.withdrawal.at if consent.is_withdrawn else None,
            }
        )
    if rows:
        yield Section(_("Consents"), rows)


def request_sections(user: User) -> Iterator[Section]:
    """What the person asked, and who looked."""
    rows = [
        {
            _("Number"): each.number,
            _("Asked"): each.get_kind_display(),
            _("In your words"): each.text,
            pgettext("privacy", "Received"): each.received_at,
            _("State"): each.get_state_display(),
            _("Answer"): each.decision,
        }
        for each in requests_of(user)
    ]
    if rows:
        yield Section(_("Requests about your data"), rows)
    found = looks_at(user)
    looks = [
        {
            _("When"): each.at,
            _("Who"): str(each.reader),
            _("Which data"): [str(field) for field in each.fields],
            _("Why"): each.why,
        }
        for each in found[:MOST]
    ]
    if looks:
        yield Section(_("Who looked at your data"), looks, note=_newest(found.count()))


def trail_sections(user: User) -> Iterator[Section]:
    """What the person did, as the trail has it."""
    found = AuditEntry.objects.filter(by=user).order_by("-id")
    rows = [{_("When"): entry.at, _("What you did"): str(words_for(entry.what))} for entry in found[:MOST]]
    if rows:
        yield Section(_("What you did here"), rows, note=_newest(found.count()))


def file_sections(user: User) -> Iterator[Section]:
    """Files the person uploaded for a company."""
    found = File.objects.filter(uploaded_by=user, company__isnull=False).select_related("company").order_by("-pk")
    rows = [
        {_("File"): each.name, _("Company"): str(each.company), _("When"): each.uploaded_at} for each in found[:MOST]
    ]
    if rows:
        yield Section(_("Files you uploaded"), rows, note=_newest(found.count()))


# Accounts whose time has ended ---------------------------------------------------------------------------------------
def _start(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def accounts_due(on: date) -> QuerySet[User]:
    """Closed for a year; or never confirmed within thirty days."""
    people = User.objects.filter(is_service=False).exclude(email__endswith="@" + ERASED_AT)
    closed = AuditEntry.objects.filter(
        thing_type="people.user", thing_id=Cast(OuterRef("pk"), CharField()), what="people.user.disabled"
    )
    recent = closed.filter(at__gte=_start(years_before(on, CLOSED_YEARS)))
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    is_closed = Q(is_active=False) & Exists(closed) & ~Exists(recent)
    is_unconfirmed = (
        Q(joined_at__lt=_start(on - timedelta(days=UNCONFIRMED_DAYS)), last_login=None, memberships=None)
        & Exists(EmailAddress.objects.filter(user=OuterRef("pk")))
        & ~Exists(confirmed)
    )
    return people.filter(is_closed | is_unconfirmed).order_by("pk").distinct()


def names_due(on: date) -> QuerySet[User]:
    """Erased people who are still known by name in a company's records, ten years after their last act."""
    since = _start(years_before(on, TRAIL_YEARS))
    acts = AuditEntry.objects.filter(by=OuterRef("pk"), at__gte=since)
    erased = User.objects.filter(email__endswith="@" + ERASED_AT, memberships__isnull=False, joined_at__lt=since)
    return erased.exclude(name__startswith="(파기됨").filter(~Exists(acts)).order_by("pk").distinct()
