"""What the ground floor keeps of people: account, notices, consents, requests, files, the trail; the nightly job.

Announced events carry keys and no names, and go thirty days after delivery (``portal.outbox``); sessions go with the
account; mails are not kept.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.audit.registry import personal
from portal.clock import SEOUL, db_now
from portal.outbox.services import is_done, mark_done, sweeps
from portal.people.models import User
from portal.people.states import RequestState
from portal.privacy.models import RightsRequest
from portal.privacy.queries import accounts as queries
from portal.privacy.registry import holding
from portal.privacy.services import accounts, destruction, exports
from portal.privacy.states import RightState

DESTROY_HOUR = 4
JOB = "pii-destruction"


def _name_stays(user: User) -> str:
    """Who acted for a company stays known in its records."""
    if not user.memberships.exists():
        return ""
    return gettext(
        "You have acted for a company. Your name stays in that company's contracts, bids and decisions for ten years "
        "after your last act (Commercial Act 33); address, phone and sign-in go."
    )


def _waits_for_an_answer(user: User) -> bool:
    """Who asked to join a company, or for a right, reads the answer here."""
    asked = user.join_requests.filter(state=RequestState.OPEN).exists()
    return asked or RightsRequest.objects.filter(person=user, state=RightState.RECEIVED).exists()


def _trail_stays(user: User) -> str:
    return gettext("It names you by a number alone once the account is erased.") if user.memberships.exists() else ""


def _nothing(user: User, *, reason: str) -> Mapping[str, int]:
    return {}


def _accounts_due(on: date) -> Iterator[User]:
    yield from queries.accounts_due(on)
    yield from queries.names_due(on)


holding(
    key="privacy.consents",
    label=_("Consents"),
    basis=_("Personal Information Protection Act, articles 16(1) and 22: we must prove that you agreed"),
    kept_for=_("As long as the portal runs; after erasure without your name"),
    sections_of=queries.consent_sections,
    erase=_nothing,
    nameless=True,
    order=800,
)
holding(
    key="privacy.requests",
    label=_("Requests about your data, and who looked at it"),
    basis=_("Personal Information Protection Act, articles 29, 35 to 38"),
    kept_for=_("At least two years; after erasure without your words and name"),
    sections_of=queries.request_sections,
    erase=accounts.erase_requests,
    order=810,
)
holding(
    key="notices.notices",
    label=_("Notices to you"),
    basis=_("To run your account (article 15(1)4)"),
    kept_for=_("Half a year once read; what concerns rights and duties three years"),
    sections_of=queries.notice_sections,
    erase=accounts.erase_notices,
    order=820,
)
holding(
    key="files.files",
    label=_("Files you uploaded for a company"),
    basis=_("They belong to the company for which you acted"),
    kept_for=_("As long as the record that they belong to"),
    sections_of=queries.file_sections,
    erase=_nothing,
    nameless=True,
    order=830,
)
holding(
    key="audit.trail",
    label=_("What you did in the portal, and when"),
    basis=_("Evidence of tenders, evaluations, awards and payments; it cannot be changed by anybody"),
    kept_for=_("10 years"),
    sections_of=queries.trail_sections,
    erase=_nothing,
    keeps=_trail_stays,
    nameless=True,
    order=840,
)
holding(
    key="people.account",
    label=_("Account"),
    basis=_("To run your account (article 15(1)4)"),
    kept_for=_("While the account exists, then one year; thirty days when the address was never confirmed"),
    sections_of=queries.account_sections,
    erase=accounts.erase_account,
    keeps=_name_stays,
    needs=_waits_for_an_answer,
    due=_accounts_due,
    destroy=accounts.destroy_account,
    order=900,
)


personal.add("privacy.rightsrequest", "privacy.rightsrequest")


@sweeps
def destroy_each_night() -> None:
    """At four in the morning: everything whose time has ended. Appendix B: pii-destruction."""
    now = db_now().astimezone(SEOUL)
    period = now.date().isoformat()
    if now.hour < DESTROY_HOUR or is_done(JOB, period):
        return
    destruction.destroy_due(now.date())
    mark_done(JOB, period)


@sweeps
@transaction.atomic
def lapse_exports() -> None:
    """Leave to take data out that nobody used in time."""
    exports.lapse_exports()
