"""WHEN: an application to a cohort, its interview, its documents. Source: domain 9.3."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ApplicationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("application of a person", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application of a person", "Submitted")
    DOC_PASSED = "doc_passed", pgettext_lazy("application of a person", "Documents passed")
    DOC_FAILED = "doc_failed", pgettext_lazy("application of a person", "Not chosen by documents")
    INTERVIEWED = "interviewed", pgettext_lazy("application of a person", "Interviewed")
    SELECTED = "selected", pgettext_lazy("application of a person", "Selected")
    WAITLIST = "waitlist", pgettext_lazy("application of a person", "On the waiting list")
    FAILED = "failed", pgettext_lazy("application of a person", "Not selected")
    ENROLLED = "enrolled", pgettext_lazy("application of a person", "Enrolled")
    COMPLETED = "completed", pgettext_lazy("application of a person", "Training completed")
    DROPPED = "dropped", pgettext_lazy("application of a person", "Training not completed")
    WITHDRAWN = "withdrawn", pgettext_lazy("application of a person", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("application of a person", "Not sent in time")
    CANCELLED = "cancelled", pgettext_lazy("application of a person", "Ended: the cohort was cancelled")


A = ApplicationState

LIVE = frozenset(
    {A.DRAFT, A.SUBMITTED, A.DOC_PASSED, A.INTERVIEWED, A.SELECTED, A.WAITLIST, A.ENROLLED, A.COMPLETED}
)  # one of a person in a cohort
BEFORE_TRAINING = [A.DRAFT, A.SUBMITTED, A.DOC_PASSED, A.INTERVIEWED, A.SELECTED, A.WAITLIST]
NOT_CHOSEN = frozenset({A.DOC_FAILED, A.FAILED, A.WITHDRAWN, A.LAPSED, A.CANCELLED})
TRAINEES = frozenset({A.ENROLLED, A.COMPLETED, A.DROPPED})

APPLICATION_FLOW = Flow(
    {
        "submit": ([A.DRAFT], A.SUBMITTED),
        "reopen": ([A.SUBMITTED], A.DRAFT),  # the applicant, before the deadline
        "pass_documents": ([A.SUBMITTED], A.DOC_PASSED),
        "fail_documents": ([A.SUBMITTED], A.DOC_FAILED),
        "interview": ([A.DOC_PASSED], A.INTERVIEWED),
        "miss": ([A.DOC_PASSED], A.FAILED),  # did not come to the interview
        "select": ([A.INTERVIEWED, A.WAITLIST], A.SELECTED),
        "wait": ([A.INTERVIEWED], A.WAITLIST),
        "fail": ([A.INTERVIEWED, A.WAITLIST], A.FAILED),
        "enrol": ([A.SELECTED], A.ENROLLED),
        "complete": ([A.ENROLLED], A.COMPLETED),
        "drop": ([A.ENROLLED], A.DROPPED),
        "withdraw": (BEFORE_TRAINING, A.WITHDRAWN),
        "lapse": ([A.DRAFT], A.LAPSED),
        "cancel": ([*BEFORE_TRAINING, A.ENROLLED], A.CANCELLED),
    }
)


class Education(TextChoices):
    """The highest diploma; YDC-01 asks for high school or more."""

    BELOW = "below", pgettext_lazy("education", "Below high school")
    HIGH = "high", pgettext_lazy("education", "High school")
    COLLEGE = "college", pgettext_lazy("education", "Two- or three-year college")
    BACHELOR = "bachelor", pgettext_lazy("education", "Bachelor")
    MASTER = "master", pgettext_lazy("education", "Master or more")


EDUCATION_ORDER = [each.value for each in Education]


class PaperState(TextChoices):
    """A certificate that an applicant names: its number is checked with the issuer."""

    CLAIMED = "claimed", pgettext_lazy("certificate number", "Not checked yet")
    CONFIRMED = "confirmed", pgettext_lazy("certificate number", "Confirmed by the issuer")
    UNKNOWN = "unknown", pgettext_lazy("certificate number", "The issuer does not know it")


class QuestionKind(TextChoices):
    """What a question of an application form takes."""

    TEXT = "text", pgettext_lazy("form field", "One line")
    LONG = "long", pgettext_lazy("form field", "Several lines")
    NUMBER = "number", pgettext_lazy("form field", "Number")
    CHOICE = "choice", pgettext_lazy("form field", "Choice")
    YESNO = "yesno", pgettext_lazy("form field", "Yes or no")
    DATE = "date", pgettext_lazy("form field", "Date")


class Presence(TextChoices):
    """Whether a trainee was there."""

    PRESENT = "present", pgettext_lazy("attendance", "Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    EXCUSED = "excused", pgettext_lazy("attendance", "Official leave")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


ATTENDED = frozenset({Presence.PRESENT, Presence.LATE, Presence.EXCUSED})  # leave by law counts as attended
