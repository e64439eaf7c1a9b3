"""The curriculum on the dashboard, and the words of its timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.esg.queries import courses as queries


def mandatory(request: HttpRequest) -> Iterable[Row]:
    """What somebody of the company must still pass."""
    user = request.user
    if not user.is_supplier:
        return
    day = page_now(request).astimezone(SEOUL).date()
    duties = list(queries.open_duties(user))
    if not duties:
        return
    late = sum(duty.due_on < day for duty in duties)
    words = ngettext(
        "%(count)s ESG course is mandatory for your company",
        "%(count)s ESG courses are mandatory for your company",
        len(duties),
    )
    yield Row(
        title=words % {"count": len(duties)},
        consequence=_("Overdue: %(count)s") % {"count": late}
        if late
        else _("One person with a certificate is enough."),
        url=reverse("esg:course-list"),
        verb=_("Open the courses"),
        due=duties[0].due_on,
        kind="bad" if late else "wait",
        icon="file-check",
    )


def late_ones(request: HttpRequest) -> Iterable[Row]:
    """Suppliers whose mandatory courses are overdue."""
    if not queries.reads_all(request.user):
        return
    late = list(queries.duties_late(page_now(request).astimezone(SEOUL).date()).values_list("company", flat=True))
    if late:
        words = ngettext(
            "Mandatory courses are overdue at %(count)s supplier",
            "Mandatory courses are overdue at %(count)s suppliers",
            len(set(late)),
        )
        yield Row(
            title=words % {"count": len(set(late))},
            consequence=_("Courses: %(count)s") % {"count": len(late)},
            url=reverse("esg:course-learners"),
            verb=_("See who"),
            kind="warn",
            icon="file-check",
        )


cards.add("esg-courses", Card(rows=mandatory, roles=frozenset(queries.OWN), order=36))
cards.add("esg-courses-late", Card(rows=late_ones, roles=frozenset({"SG", "ER"}), order=36))

WORDS = {
    "enrolment.enrolled": pgettext_lazy("course", "Enrolled"),
    "enrolment.quiz_taken": gettext_lazy("Quiz handed in"),
    "enrolment.pass": pgettext_lazy("course", "Passed"),
    "enrolment.expire": pgettext_lazy("course", "Certificate expired"),
    "courseduty.asked": gettext_lazy("Course made mandatory"),
    "courseduty.meet": gettext_lazy("Mandatory course passed"),
    "courseduty.lift": gettext_lazy("Course no longer mandatory"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
