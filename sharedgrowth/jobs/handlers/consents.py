"""To what applicants agree, each on its own (PII-01, PII-02); what happens when they take it back."""

from django.utils.translation import gettext_lazy as _

from portal.outbox.services import on
from portal.privacy.models import Consent
from portal.privacy.registry import purpose
from portal.privacy.states import ConsentKind
from sharedgrowth.jobs.queries.consents import APPLICATION, INSURER, LATER_CALLS
from sharedgrowth.jobs.services.keeping import end_without_consent

purpose(
    key=APPLICATION,
    title=_("Youth Dream: collection and use of your data"),
    why=_("Selecting participants of the cohort, carrying out the training and the interviews, paying the allowance."),
    items=_(
        "Name, day of birth, phone number, e-mail address, region, diploma and field of study, certificates with their "
        "numbers and copies, answers in the form; during the training attendance, marks and allowance."
    ),
    retention=_(
        "Who is not chosen: until the documents can no longer be asked back, 60 days after the decision, then "
        "destroyed without delay. Who is trained: three years after the end of the cohort."
    ),
    refusal=_("You may refuse; then you cannot apply to the cohort."),
    order=20,
)
purpose(
    key=LATER_CALLS,
    title=_("Youth Dream: news of later cohorts"),
    why=_("Telling you when another cohort takes applications, and keeping your account for it."),
    items=_("Name and e-mail address of your account."),
    retention=_("Until you take it back, two years at most."),
    refusal=_("You may refuse; your application is not affected. Your account is then closed with your data."),
    kind=ConsentKind.MARKETING,
    optional=True,
    order=21,
)
purpose(
    key=INSURER,
    title=_("Youth Dream: your data for the accident insurance"),
    recipients=_("The insurer of the cohort, named on your training page"),
    recipients_purpose=_("Concluding and carrying out the accident insurance of the training"),
    items=_("Name and day of birth."),
    retention=_("Three years after the insurance ends."),
    refusal=_("You may refuse; without insurance nobody may enter the workshop, so the place goes to the next."),
    kind=ConsentKind.THIRD_PARTY,
    basis=_("Personal Information Protection Act, article 17(1)1 (consent)"),
    order=22,
)


@on("privacy.consent_withdrawn")
def end_application(*, consent: int, **_later) -> None:
    """The application or the training ends; matching hears of it, too."""
    taken_back = Consent.objects.select_related("person").get(pk=consent)
    person = taken_back.person
    if person is None or taken_back.purpose not in (APPLICATION, INSURER):
        return
    again = Consent.objects.filter(person=person, purpose=taken_back.purpose, about=taken_back.about, withdrawal=None)
    if not again.exists() and (taken_back.purpose == APPLICATION or _is_enrolled(taken_back)):
        end_without_consent(person, taken_back.about)


def _is_enrolled(consent: Consent) -> bool:
    """Without the insurer's consent a training that goes on ends; one that is over was insured."""
    applications = consent.person.job_applications.filter(state="enrolled")  # type: ignore[union-attr]
    return any(f"jobs.cohort:{each.cohort_id}" == consent.about for each in applications)
