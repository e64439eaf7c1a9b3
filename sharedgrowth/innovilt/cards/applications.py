"""What waits for whom on the dashboard, the words of timelines, who reads the files of applications."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.files.models import File
from portal.files.registry import readers
from portal.home.registry import Card, Row, cards
from portal.people.models import User
from portal.words import deeds
from sharedgrowth.innovilt.models import ApplicationPaper, MillSheet, SiteCheck
from sharedgrowth.innovilt.queries import alliance, reviews, waiting
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.states import ApplicationState

MOST = 10
A = ApplicationState


def for_office(request: HttpRequest) -> Iterable[Row]:
    """Applications that nobody took up or that wait for a step, meetings to vote in, surveillances that are due."""
    user = request.user
    for application in waiting.for_office(user)[:MOST]:
        yield Row(
            title=_("INNOVILT application %(number)s: %(state)s")
            % {"number": application.number, "state": application.get_state_display()},
            consequence=f"{application.version} · {application.company.name}",
            due=application.decide_due,
            url=reverse("innovilt:application-detail", args=[application.number]),
            verb=_("Take it up") if application.state == A.SUBMITTED else _("Go on"),
            kind="wait",
            icon="certificate",
        )
    for meeting in waiting.meetings_of(user)[:MOST]:
        yield Row(
            title=_("Brand committee: your vote is awaited"),
            consequence=meeting.number,
            due=meeting.held_on,
            url=reverse("innovilt:meeting-detail", args=[meeting.number]),
            verb=pgettext("innovilt", "Vote"),
            kind="wait",
            icon="gavel",
        )
    for surveillance in waiting.surveillances_due()[:MOST]:
        yield Row(
            title=_("Surveillance of certificate %(number)s") % {"number": surveillance.certificate.number},
            consequence=surveillance.certificate.company.name,
            due=surveillance.due_on,
            url=reverse("innovilt:surveillance-detail", args=[surveillance.uid]),
            verb=pgettext("innovilt", "Keep it"),
            kind="info",
            icon="eye",
        )
    for change in alliance.changes_waiting(user).filter(stated_at__isnull=False, state="open")[:MOST]:
        yield Row(
            title=_("A newer version of a certified product: %(number)s") % {"number": change.certificate.number},
            consequence=_("Until it is covered the product does not show the mark."),
            url=reverse("innovilt:change-detail", args=[change.uid]),
            verb=pgettext("innovilt", "Decide"),
            kind="warn",
            icon="file-diff",
        )


def for_judges(request: HttpRequest) -> Iterable[Row]:
    """Reviews and site checks that wait for the reader."""
    for review in reviews.open_reviews_of(request.user).select_related("application__version__class_node")[:MOST]:
        yield Row(
            title=_("Review %(part)s: %(product)s")
            % {"part": review.get_part_display(), "product": review.application.version},
            consequence=review.application.number,
            due=review.application.decide_due,
            url=reverse("innovilt:review-detail", args=[review.uid]),
            verb=pgettext("innovilt", "Review"),
            kind="wait",
            icon="checklist",
        )
    for check in waiting.checks_of(request.user)[:MOST]:
        yield Row(
            title=_("Site check of %(number)s") % {"number": check.application.number},
            consequence=check.application.plant,
            due=check.planned_on,
            url=reverse("innovilt:check-detail", args=[check.uid]),
            verb=_("Open the site check"),
            kind="wait",
            icon="map-pin",
        )


def for_company(request: HttpRequest) -> Iterable[Row]:
    """What a member has to do: complete, renew, answer, state, sign."""
    user = request.user
    for application in queries.applications_visible_to(user).filter(state=A.RETURNED)[:MOST]:
        yield Row(
            title=_("INNOVILT application %(number)s was sent back") % {"number": application.number},
            consequence=application.reason,
            url=reverse("innovilt:application-detail", args=[application.number]),
            verb=_("Complete it"),
            kind="warn",
            icon="certificate",
        )
    for certificate in waiting.certificates_to_renew(user)[:MOST]:
        yield Row(
            title=_("Renew certificate %(number)s") % {"number": certificate.number},
            consequence=_("It ends on its last day; the mark goes with it."),
            due=certificate.valid_to,
            url=f"{reverse('innovilt:application-new')}?certificate={certificate.number}",
            verb=_("Renew"),
            kind="warn",
            icon="certificate",
        )
    for finding in waiting.findings_to_answer(user)[:MOST]:
        yield Row(
            title=_("Answer a finding of %(number)s") % {"number": finding.surveillance.certificate.number},
            consequence=finding.text,
            due=finding.due_on,
            url=reverse("innovilt:surveillance-detail", args=[finding.surveillance.uid]),
            verb=pgettext("innovilt", "Answer"),
            kind="warn",
            icon="flag",
        )
    for change in alliance.changes_waiting(user).filter(stated_at=None)[:MOST]:
        yield Row(
            title=_("Say what changed in the newer version of %(number)s") % {"number": change.certificate.number},
            consequence=_("Until it is covered the product does not show the mark."),
            url=reverse("innovilt:change-detail", args=[change.uid]),
            verb=_("Say what has changed"),
            kind="warn",
            icon="file-diff",
        )
    for member in waiting.agreements_to_sign(user):
        yield Row(
            title=_("Sign the INNOVILT Alliance agreement"),
            consequence=_("Benefits begin with the signature."),
            url=reverse("innovilt:member-detail", args=[member.uid]),
            verb=_("Read and sign"),
            kind="info",
            icon="award",
        )


cards.add("innovilt-review-office", Card(rows=for_office, roles=frozenset({"IV"}), order=35))
cards.add("innovilt-review-judges", Card(rows=for_judges, roles=frozenset({"IV", "CN", "EV"}), order=35))
cards.add("innovilt-review-company", Card(rows=for_company, roles=frozenset({"SA", "SU"}), order=35))


@readers.register("innovilt.applications")
def reads_files_of_applications(user: User, file: File) -> bool | None:
    """Papers and mill certificates: who sees the application. Photographs of a plant: the office and the inspector."""
    if not user.is_internal:
        return None  # a company reads its own files
    papers = ApplicationPaper.objects.filter(file=file).values("application")
    sheets = MillSheet.objects.filter(file=file).values("coils__proofs__application")
    visible = queries.applications_visible_to(user)
    if visible.filter(pk__in=papers).exists() or visible.filter(pk__in=sheets).exists():
        return True
    checks = SiteCheck.objects.filter(photos=file)
    if checks.exists():
        return reviews.checks_visible_to(user).filter(pk__in=checks.values("pk")).exists()
    return None


WORDS = {
    "innovilt.innoviltapplication": {
        "started": gettext_lazy("Draft begun"),
        "discarded": gettext_lazy("Draft discarded"),
        "submit": gettext_lazy("Submitted"),
        "take_up": pgettext_lazy("innovilt", "Taken up"),
        "return": gettext_lazy("Returned for completion"),
        "examined": gettext_lazy("Steel examined"),
        "find_eligible": gettext_lazy("Steel proven"),
        "reviewer_named": gettext_lazy("Reviewer named"),
        "pass_technology": gettext_lazy("Technology passed"),
        "pass_market": gettext_lazy("Marketability passed"),
        "pass_site": gettext_lazy("Site check passed"),
        "certify": pgettext_lazy("innovilt application", "Certified"),
        "defer": pgettext_lazy("innovilt application", "Deferred"),
        "resume": gettext_lazy("Before the committee again"),
        "reject": pgettext_lazy("innovilt application", "Not certified"),
        "withdraw": pgettext_lazy("innovilt application", "Withdrawn"),
        "sales_reported": gettext_lazy("Units sold reported"),
    },
    "innovilt.certificate": {"issued": gettext_lazy("Certificate issued")},
    "innovilt.millsheet": {
        "entered": gettext_lazy("Mill certificate entered"),
        "claimed_by_another": gettext_lazy("Another member tried to enter it"),
        "confirm": gettext_lazy("Confirmed by the mill"),
        "refuse": gettext_lazy("Not known to the mill"),
    },
    "innovilt.steelproof": {"added": gettext_lazy("Steel proven")},
    "innovilt.review": {
        "handed_in": gettext_lazy("Review handed in"),
        "recused": gettext_lazy("Reviewer stands back"),
    },
    "innovilt.sitecheck": {
        "planned": gettext_lazy("Site check planned"),
        "hold": gettext_lazy("Site check held"),
        "cancel": gettext_lazy("Site check called off"),
    },
    "innovilt.salescontact": {
        "entered": gettext_lazy("Sales contact entered"),
        "ended": gettext_lazy("Sales contact ended"),
    },
    "innovilt.meeting": {
        "called": gettext_lazy("Meeting called"),
        "agenda_set": gettext_lazy("Put on the agenda"),
        "taken_off_agenda": gettext_lazy("Taken off the agenda"),
        "open": gettext_lazy("Meeting opened"),
        "attended": gettext_lazy("Member present"),
        "close": gettext_lazy("Meeting closed"),
        "cancel": gettext_lazy("Meeting called off"),
    },
    "innovilt.agendaitem": {
        "voted": pgettext_lazy("innovilt", "Voted"),
        "stood_back": gettext_lazy("Member stands back"),
    },
    "innovilt.versionchange": {
        "noted": gettext_lazy("Newer version noted"),
        "stated": gettext_lazy("Change stated by the member"),
        "cover": gettext_lazy("Version covered"),
        "ask_review": gettext_lazy("New review needed"),
        "certify": pgettext_lazy("innovilt change", "Certified after a new review"),
    },
    "innovilt.alliancemember": {
        "joined": gettext_lazy("Joined the alliance"),
        "lose": pgettext_lazy("innovilt member", "In grace"),
        "lapse": pgettext_lazy("innovilt member", "Lapsed"),
        "return": pgettext_lazy("innovilt member", "Active again"),
        "agreement_signed": gettext_lazy("Agreement signed"),
        "insolvency_noted": gettext_lazy("Insolvency noted"),
        "insolvency_lifted": gettext_lazy("Insolvency lifted"),
        "benefit_given": gettext_lazy("Benefit given"),
    },
    "innovilt.surveillance": {
        "planned": gettext_lazy("Surveillance planned"),
        "pass": pgettext_lazy("innovilt surveillance", "Passed"),
        "find": pgettext_lazy("innovilt surveillance", "Findings to be answered"),
        "fail": pgettext_lazy("innovilt surveillance", "Failed"),
        "drop": pgettext_lazy("innovilt surveillance", "Dropped: no certificate any more"),
    },
    "innovilt.finding": {
        "answered": gettext_lazy("Finding answered"),
        "closed": gettext_lazy("Finding closed"),
    },
    "innovilt.innoviltterms": {
        "entered": gettext_lazy("Terms entered"),
        "approved": gettext_lazy("Terms approved"),
    },
}
for _label, _names in WORDS.items():
    for _name, _words in _names.items():
        deeds.add(f"{_label}.{_name}", _words)
