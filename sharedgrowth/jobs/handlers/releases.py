"""The consent to let one firm read one's papers; what matching keeps of people, and how it is destroyed. PII-02, 06."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.display import day_text
from portal.outbox.services import on
from portal.people.models import User
from portal.privacy.models import Consent
from portal.privacy.registry import Section, holding, purpose
from portal.privacy.states import ConsentKind
from sharedgrowth.jobs.erasing import erases
from sharedgrowth.jobs.models import Application, Match, Placement, Trainee, WishList
from sharedgrowth.jobs.queries.consents import APPLICATION, about, agrees
from sharedgrowth.jobs.queries.matching import RELEASE
from sharedgrowth.jobs.queries.placements import placements_to_forget
from sharedgrowth.jobs.services import matches, placements, rounds

purpose(
    key=RELEASE,
    title=gettext_lazy("Let the firm of this match read my papers"),
    kind=ConsentKind.THIRD_PARTY,
    recipients=gettext_lazy("The firm of this match alone; its name and the number of the match stand above this box"),
    recipients_purpose=gettext_lazy("To invite you to an interview and to decide about employing you for this vacancy"),
    items=gettext_lazy(
        "Name, phone, e-mail, diploma and field of study, certificates, course, grade and attendance of the training"
    ),
    retention=gettext_lazy("30 days from your consent, or until the match ends; every copy names the firm and the day"),
    refusal=gettext_lazy(
        "You may refuse. This match then ends without any disadvantage; you can take part in the next round."
    ),
    basis=gettext_lazy("Personal Information Protection Act, article 17(1)1 and (2) (provision to a third party)"),
    order=60,
)


@on("privacy.consent_withdrawn")
def end_match(*, consent: int, **_later) -> None:
    """The papers are taken back with the consent; the match ends. Without consent to the programme all of them do."""
    found = Consent.objects.filter(pk=consent, person__isnull=False).select_related("person").first()
    if found is None:
        return
    if found.purpose == RELEASE:
        matches.end_by_consent(found)
    if found.purpose == APPLICATION:
        for trainee in Trainee.objects.filter(application__user=found.person).select_related("application"):
            if about(trainee.cohort_id) == found.about and not agrees(trainee.application):
                rounds.leave_rounds(trainee)
                matches.end_of_trainee(trainee, reason=_("The trainee has left the programme."), by=None)


# What is kept of a person ---------------------------------------------------------------------------------------------
def _trainees(user: User) -> list[Trainee]:
    return list(Trainee.objects.filter(application__user=user))


def sections_of(user: User) -> Iterable[Section]:
    """Lists, matches with interviews and offers, jobs."""
    wishes = [
        {
            _("Round"): wish_list.round.number,
            _("Vacancies, the dearest first"): ", ".join(
                f"{wish.vacancy.number} {wish.vacancy.title}" for wish in wish_list.wishes.all()
            ),
        }
        for wish_list in WishList.objects.filter(trainee__application__user=user)
        .select_related("round")
        .prefetch_related("wishes__vacancy")
        .order_by("pk")
    ]
    if wishes:
        yield Section(_("Lists of vacancies"), wishes)
    found = Match.objects.filter(trainee__application__user=user).select_related("vacancy__company", "offer")
    rows = []
    for match in found.prefetch_related("interviews").order_by("pk"):
        row = {
            _("Number"): match.number,
            _("Firm"): match.vacancy.company.name,
            _("Job"): match.vacancy.title,
            _("State"): match.get_state_display(),
            _("Interviews"): ", ".join(day_text(each.begins_at) for each in match.interviews.all()),
        }
        if hasattr(match, "offer"):
            row[pgettext("job", "Offer")] = (
                f"{match.offer.number} {match.offer.wage_won:,} {match.offer.get_state_display()}"
            )
        rows.append(row)
    if rows:
        yield Section(_("Matches with firms"), rows)
    jobs = [
        {
            _("Number"): each.number,
            _("Firm"): each.company.name,
            _("Began to work"): day_text(each.started_on),
            _("Left on"): day_text(each.left_on) if each.left_on else "",
        }
        for each in Placement.objects.filter(match__trainee__application__user=user).select_related("company")
    ]
    if jobs:
        yield Section(_("Employment found here"), jobs)


def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """All of it; open matches end, so that the firms know."""
    counts: dict[str, int] = {}
    for trainee in _trainees(user):
        for kind, number in placements.forget(trainee).items():
            counts[kind] = counts.get(kind, 0) + number
    return counts


@erases("matching")
def forget_application(application: Application) -> Mapping[str, int]:
    """With the data of a trainee goes what matching keeps."""
    trainee = Trainee.objects.filter(application=application).first()
    return placements.forget(trainee) if trainee else {}


def due(on: date) -> Iterable[Placement]:
    """Placements that were followed up to the end."""
    return placements_to_forget(on)


holding(
    key="jobs.matching",
    label=gettext_lazy("Matching with firms and employment found"),
    basis=gettext_lazy("Consent (Personal Information Protection Act, articles 15(1)1 and 17(1)1)"),
    kept_for=gettext_lazy(
        "Employment found: 12 months of follow-up, and 30 days for the last answer. "
        "All the rest: three years after the cohort's end"
    ),
    sections_of=sections_of,
    erase=erase,
    due=due,
    destroy=placements.make_figure,
    order=55,
)
