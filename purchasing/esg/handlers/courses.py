"""The curriculum: bands make courses mandatory; reminders; who is told of what."""

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.esg.models import CourseCertificate, Enrolment
from purchasing.esg.policies.courses import KEEPERS
from purchasing.esg.queries import courses as queries
from purchasing.esg.services import courses as services

LIST = "esg:course-list"


@sweeps
def watch_courses() -> None:
    """Once a day: certificates that end, reminders, what is late."""
    services.run_course_clock(today())


@on("esg.band_changed")
def follow_band(*, company: int, **_later) -> None:
    """C, D and R make courses mandatory, A and B lift that."""
    services.follow_band(Company.objects.get(pk=company))


@on("esg.courses_asked")
def tell_asked(*, company: int, count: int, due_on: str, **_later) -> None:
    """Administrator and ESG officer."""
    told = Company.objects.get(pk=company)
    params = {"count": count, "until": due_on}
    notify(people_with_role(told, *queries.OWN), "esg.courses_asked", params=params, url_name=LIST)


@on("esg.courses_due")
def remind(*, company: int, left: int, count: int, due_on: str, **_later) -> None:
    """The company before the day; on the day after it also those of the buyer who keep the courses."""
    told = Company.objects.get(pk=company)
    params = {"count": count, "until": due_on, "days": left}
    kind = "esg.courses_due" if left else "esg.courses_overdue"
    notify(people_with_role(told, *queries.OWN), kind, params=params, url_name=LIST)
    if not left:
        seen = {**params, "company": bilingual(told.legal_name_ko, told.legal_name_en)}
        notify(
            buyer_people_with_role(*KEEPERS), "esg.courses_overdue_seen", params=seen, url_name="esg:course-learners"
        )


@on("esg.course_passed")
def tell_passed(*, certificate: int, **_later) -> None:
    """Who passed."""
    told = CourseCertificate.objects.select_related("course", "user").get(pk=certificate)
    params = {
        "number": told.number,
        "course": bilingual(told.course.title_ko, told.course.title_en),
        "until": told.valid_to,
    }
    notify([told.user], "esg.course_passed", params=params, url_name="esg:course-certificate", url_args=[told.token])


@on("esg.course_ends")
def tell_ending(*, certificate: int, **_later) -> None:
    """Whose certificate is about to end."""
    told = CourseCertificate.objects.select_related("course", "user").get(pk=certificate)
    params = {"course": bilingual(told.course.title_ko, told.course.title_en), "until": told.valid_to}
    notify([told.user], "esg.course_ends", params=params, url_name="esg:course-detail", url_args=[told.course.code])


@on("esg.course_expired")
def tell_expired(*, enrolment: int, **_later) -> None:
    """Whose certificate has ended."""
    told = Enrolment.objects.select_related("course", "user").get(pk=enrolment)
    params = {"course": bilingual(told.course.title_ko, told.course.title_en)}
    notify([told.user], "esg.course_expired", params=params, url_name="esg:course-detail", url_args=[told.course.code])


WORDS = (  # kind, title, text
    (
        "esg.courses_asked",
        _("ESG courses are mandatory for your company: %(count)s"),
        _("By %(until)s somebody of your company passes them. One person with a certificate of each is enough."),
    ),
    (
        "esg.courses_due",
        _("Mandatory ESG courses are due in %(days)s days: %(count)s"),
        _("Due on %(until)s."),
    ),
    (
        "esg.courses_overdue",
        _("Mandatory ESG courses are overdue: %(count)s"),
        _("They were due on %(until)s. Shared growth and ESG see what is late."),
    ),
    (
        "esg.courses_overdue_seen",
        _("%(company)s: mandatory ESG courses are overdue: %(count)s"),
        _("They were due on %(until)s."),
    ),
    (
        "esg.course_passed",
        _("Passed: %(course)s"),
        _("Certificate %(number)s holds until %(until)s."),
    ),
    (
        "esg.course_ends",
        _("Your certificate ends on %(until)s: %(course)s"),
        _("Take the course again to renew it."),
    ),
    (
        "esg.course_expired",
        _("Your certificate has ended: %(course)s"),
        _("Take the course again to renew it."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text))
