"""WHEN: a call and a form version. Whether a call takes applications now is also a matter of its days."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class CallState(TextChoices):
    DRAFT = "draft", pgettext_lazy("call", "Draft")
    PROPOSED = "proposed", pgettext_lazy("call", "Waiting for a second person")
    PUBLISHED = "published", pgettext_lazy("call", "Published")
    CLOSED = "closed", pgettext_lazy("call", "Closed, under review")
    DECIDED = "decided", pgettext_lazy("call", "Decided")
    ENDED = "ended", pgettext_lazy("call", "Ended")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


C = CallState

CALL_FLOW = Flow(
    {
        "propose": ([C.DRAFT], C.PROPOSED),
        "return": ([C.PROPOSED], C.DRAFT),
        "publish": ([C.PROPOSED], C.PUBLISHED),
        "close": ([C.PUBLISHED], C.CLOSED),
        "decide": ([C.CLOSED, C.PUBLISHED], C.DECIDED),  # published: a call that always takes applications ends so
        "end": ([C.DECIDED], C.ENDED),
        "cancel": ([C.DRAFT, C.PROPOSED, C.PUBLISHED, C.CLOSED], C.CANCELLED),
    }
)


PUBLIC_CALLS = frozenset({C.PUBLISHED, C.CLOSED, C.DECIDED, C.ENDED})  # what anybody may read


def takes_applications(state: str, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> bool:
    """Whether a call takes applications at ``now``: published, opened, not yet closed.

    >>> noon = datetime(2026, 11, 26, 12)
    >>> takes_applications("published", noon, None, noon), takes_applications("published", noon, noon, noon)
    (True, False)
    """
    if state != CallState.PUBLISHED or (opens_at is not None and now < opens_at):
        return False
    return closes_at is None or now < closes_at


class FormState(TextChoices):
    DRAFT = "draft", pgettext_lazy("form", "Draft")
    PUBLISHED = "published", pgettext_lazy("form", "Published")
    SUPERSEDED = "superseded", pgettext_lazy("form", "Superseded")


FORM_FLOW = Flow(
    {
        "publish": ([FormState.DRAFT], FormState.PUBLISHED),
        "supersede": ([FormState.PUBLISHED], FormState.SUPERSEDED),
    }
)


class FieldKind(TextChoices):
    """What a field of an application form takes."""

    TEXT = "text", pgettext_lazy("form field", "One line")
    LONG = "long", pgettext_lazy("form field", "Several lines")
    NUMBER = "number", pgettext_lazy("form field", "Number")
    MONEY = "money", pgettext_lazy("form field", "Amount in won")
    CHOICE = "choice", pgettext_lazy("form field", "Choice")
    YESNO = "yesno", pgettext_lazy("form field", "Yes or no")
    DATE = "date", pgettext_lazy("form field", "Date")
    FILE = "file", pgettext_lazy("form field", "Files")
    COSTS = "costs", pgettext_lazy("form field", "Table of costs")
