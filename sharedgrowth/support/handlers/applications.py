"""Applications: who is told of what, who reads their files, what a corrective action of ESG asks for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from sharedgrowth.support.models import Application, Partner
from sharedgrowth.support.queries.applications import reads_file, writers_of
from sharedgrowth.support.services.recommendations import invite_for_esg

PAGE = "support:application-detail"


@readers.register("support.application_files")
def reads_application_files(user: User, file: File) -> bool | None:
    """Who reads an application reads its files."""
    return True if reads_file(user, file) else None


def _told(application: int) -> tuple[Application, dict]:
    found = Application.objects.select_related("call", "company", "started_by").get(pk=application)
    call = found.call
    return found, {"number": found.number, "call": bilingual(call.title_ko, call.title_en or call.title_ko)}


def _tell(people: Iterable[User], kind: str, application: Application, params: dict, **more) -> None:
    notify(people, kind, params={**params, **more}, url_name=PAGE, url_args=[application.number])


@on("support.application_submitted")
def confirm_receipt(*, application: int, **_later) -> None:
    """The company, with the fingerprint."""
    found, params = _told(application)
    _tell(writers_of(found), "support.application_received", found, params, sha256=found.sha256[:16])


@on("support.application_withdrawn")
def tell_officer(*, application: int, **_later) -> None:
    """Who works on it; of drafts nobody."""
    found, params = _told(application)
    officer = found.officer or found.call.officer
    if found.submitted_at is not None and officer is not None:
        company = bilingual(found.company.legal_name_ko, found.company.legal_name_en)
        _tell([officer], "support.application_taken_back", found, params, company=company, reason=found.reason)


@on("support.application_lapsed")
def tell_of_lapse(*, application: int, **_later) -> None:
    """The company."""
    found, params = _told(application)
    _tell(writers_of(found), "support.application_lapsed", found, params, reason=found.reason)


@on("support.application_recommended")
def ask_for_consent(*, application: int, **_later) -> None:
    """The administrators of the recommended company."""
    found, params = _told(application)
    given = found.recommendation
    people = people_with_role(found.company, "SA")
    _tell(people, "support.recommended", found, params, organisation=given.organisation, until=given.consent_due)


@on("support.application_invited")
def tell_of_invitation(*, application: int, **_later) -> None:
    """The company that asked, or whose corrective action is late."""
    found, params = _told(application)
    _tell(people_with_role(found.company, "SA", "SE"), "support.invited", found, params)


@on("support.editor_added")
def tell_editor(*, application: int, user: int, by: int, **_later) -> None:
    """The colleague."""
    found, params = _told(application)
    asker = User.objects.get(pk=by)
    _tell(User.objects.filter(pk=user), "support.editor_added", found, params, who=asker.name)


@on("support.partner_invited")
def ask_partner(*, partner: int, **_later) -> None:
    """The administrators of the partner."""
    joined = Partner.objects.select_related("company").get(pk=partner)
    found, params = _told(joined.application_id)
    company = bilingual(found.company.legal_name_ko, found.company.legal_name_en)
    notify(
        people_with_role(joined.company, "SA"),
        "support.partner_invited",
        params={**params, "company": company},
        url_name="support:partner-sign",
        url_args=[str(joined.uid)],
    )


@on("support.partner_signed", "support.partner_declined")
def tell_applicant(*, partner: int, **_later) -> None:
    """Who writes the application."""
    joined = Partner.objects.select_related("company").get(pk=partner)
    found, params = _told(joined.application_id)
    company = bilingual(joined.company.legal_name_ko, joined.company.legal_name_en)
    kind = "support.partner_declined" if joined.state == "declined" else "support.partner_signed"
    more = {"reason": joined.reason} if joined.state == "declined" else {}
    _tell(writers_of(found), kind, found, params, company=company, **more)


@on("esg.support_asked")
def invite_company(*, company: int, **_later) -> None:
    """A corrective action asks for help: a draft to the open call of ESG consulting, if there is one."""
    found = Company.objects.filter(pk=company).first()
    if found is not None:
        invite_for_esg(found)


WORDS = (  # kind, title, text, essential
    (
        "support.application_received",
        _("Application %(number)s was received"),
        _("%(call)s. The receipt names the fingerprint of the text, %(sha256)s…"),
        True,
    ),
    (
        "support.application_taken_back",
        _("%(company)s took application %(number)s back"),
        _("%(call)s. Reason: %(reason)s"),
        False,
    ),
    (
        "support.application_lapsed",
        _("Application %(number)s lapsed"),
        _("%(call)s. %(reason)s"),
        True,
    ),
    (
        "support.recommended",
        _("%(organisation)s recommends your company; consent until %(until)s"),
        _("%(call)s, application %(number)s. Without consent the recommendation lapses."),
        True,
    ),
    (
        "support.invited",
        _("Help with ESG: a draft is prepared for your company"),
        _("%(call)s, application %(number)s. Write it and send it, or take it back."),
        True,
    ),
    (
        "support.editor_added",
        _("%(who)s asks you to write application %(number)s, too"),
        _("%(call)s. Several people write at once; each field keeps who saved it last."),
        False,
    ),
    (
        "support.partner_invited",
        _("%(company)s asks your company to be a partner"),
        _("%(call)s, application %(number)s. Read it, then sign or decline."),
        True,
    ),
    (
        "support.partner_signed",
        _("%(company)s signed application %(number)s"),
        _("%(call)s."),
        False,
    ),
    (
        "support.partner_declined",
        _("%(company)s declined to be a partner"),
        _("Application %(number)s, %(call)s: %(reason)s"),
        True,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
