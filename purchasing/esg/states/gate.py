"""WHEN: the entry gate and the code of conduct. Source: domain 11.3, 11.4."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class StandingFact(TextChoices):
    """What this app records on the ground floor about a company, for others to read."""

    ENTRY = "esg.entry", _("ESG entry qualification")  # an ``EntryOutcome``; without QUALIFIED or CONDITIONAL no bid
    ORDER_CAP = "esg.order_cap", _("Most orders (won)")  # of the time in which the fact is in force; "" for none
    CODE = "esg.code", _("Code of conduct consented")  # the version's number; in force to the day it must be renewed
    SCORE = "esg.score", _("ESG score")  # 0-100 with two decimals
    BAND = "esg.band", _("ESG band")  # a ``Band``
    LIMITATION = "esg.limitation", _("ESG supply limitation")  # level 0-5; from 2 on no bids
    MINERALS = "esg.minerals", _("Responsible minerals")  # "blocked:" and the minerals, or "clear"


class EntryOutcome(TextChoices):
    """As the registration of suppliers reads it (``catalog.states.EsgVerdict``)."""

    QUALIFIED = "QUALIFIED", pgettext_lazy("entry", "Qualified")
    CONDITIONAL = "CONDITIONAL", pgettext_lazy("entry", "Conditionally qualified")
    NOT_QUALIFIED = "NOT_QUALIFIED", pgettext_lazy("entry", "Not qualified")


class EntryState(TextChoices):
    DRAFT = "draft", pgettext_lazy("entry", "In preparation")
    SUBMITTED = "submitted", pgettext_lazy("entry", "Submitted")
    REVIEW = "review", pgettext_lazy("entry", "Under review")
    QUERY = "query", pgettext_lazy("entry", "Question to you")
    QUALIFIED = "qualified", pgettext_lazy("entry", "Qualified")
    CONDITIONAL = "conditional", pgettext_lazy("entry", "Conditionally qualified")
    NOT_QUALIFIED = "refused", pgettext_lazy("entry", "Not qualified")
    WITHDRAWN = "withdrawn", pgettext_lazy("entry", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("entry", "Expired")


S = EntryState

ENTRY_FLOW = Flow(
    {
        "submit": ([S.DRAFT], S.SUBMITTED),
        "take": ([S.SUBMITTED], S.REVIEW),
        "ask": ([S.REVIEW], S.QUERY),
        "answer": ([S.QUERY], S.REVIEW),
        "qualify": ([S.REVIEW], S.QUALIFIED),
        "condition": ([S.REVIEW], S.CONDITIONAL),
        "refuse": ([S.REVIEW], S.NOT_QUALIFIED),
        "fulfil": ([S.CONDITIONAL], S.QUALIFIED),
        "withdraw": ([S.DRAFT, S.SUBMITTED, S.QUERY], S.WITHDRAWN),
        "expire": ([S.QUALIFIED, S.CONDITIONAL, S.QUERY, S.DRAFT], S.EXPIRED),
    }
)

ENTRY_OPEN = frozenset({S.DRAFT, S.SUBMITTED, S.REVIEW, S.QUERY})
ENTRY_PASSED = frozenset({S.QUALIFIED, S.CONDITIONAL})


class EntryItem(TextChoices):
    """The ten basic qualifications. Source: domain 11.4."""

    PERMITS = "E-1", _("Environmental permits are valid")
    ENV_SANCTION = "E-2", _("No serious environmental sanction in two years")
    FORCED_LABOUR = "E-3", _("No child or forced labour")
    WAGES = "E-4", _("Wages, social insurance and working hours as the law says; not on the list of wage arrears")
    SAFETY = "E-5", _("Risk assessment done; no serious-accident conviction in two years without remedy")
    CORRUPTION = "E-6", _("No sanction for corruption or collusion in two years")
    CODE = "E-7", _("Code of conduct consented")
    MINERALS = "E-8", _("Declaration of minerals where 3TG or cobalt is used")
    OWNERS = "E-9", _("Beneficial owners disclosed and checked against sanctions lists")
    PRIVACY = "E-10", _("Pledge to protect personal data and technology")


class EntryAnswer(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    NOT_APPLICABLE = "na", pgettext_lazy("entry", "does not apply")


class CodeState(TextChoices):
    DRAFT = "draft", pgettext_lazy("code of conduct", "Draft")
    PUBLISHED = "published", pgettext_lazy("code of conduct", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("code of conduct", "Replaced")


CODE_FLOW = Flow(
    {
        "publish": ([CodeState.DRAFT], CodeState.PUBLISHED),
        "supersede": ([CodeState.PUBLISHED], CodeState.SUPERSEDED),
    }
)


class ConsentState(TextChoices):
    """A consent counts at once; one with an exception counts when legal has accepted the exception (ESG-03)."""

    GIVEN = "given", pgettext_lazy("consent", "Given")
    EXCEPTION = "exception", pgettext_lazy("consent", "Exception under legal review")
    EXCEPTION_OK = "accepted", pgettext_lazy("consent", "Given with an accepted exception")
    EXCEPTION_NO = "refused", pgettext_lazy("consent", "Exception refused")


CONSENT_FLOW = Flow(
    {
        "accept_exception": ([ConsentState.EXCEPTION], ConsentState.EXCEPTION_OK),
        "refuse_exception": ([ConsentState.EXCEPTION], ConsentState.EXCEPTION_NO),
    }
)

CONSENTS = frozenset({ConsentState.GIVEN, ConsentState.EXCEPTION_OK})
