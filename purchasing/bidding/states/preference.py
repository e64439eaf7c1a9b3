"""WHEN: the two looks at a certificate, and the life of terms and of a check on own work. Source: domain 5.3."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class PreferenceStage(TextChoices):
    """A certificate has to be valid at both. Source: domain PRF-02."""

    DEADLINE = "deadline", _("At the deadline")
    AWARD = "award", _("At the award")


class EcoFault(TextChoices):
    """Why an offer does not count as eco-friendly. Source: domain ECO-03, ECO-05."""

    NONE = "", _("eco-friendly")
    NOT_TOLD = "not_told", _("the bid names no eco-friendly product for this line")
    NOT_OWN = "not_own", _("the bidder publishes no such product")
    OTHER_CLASS = "other_class", _("the product belongs to another class than the line")
    NO_EVIDENCE = "no_evidence", _("no evidence of the product holds on this day")


class PreferenceTermsState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("terms", "Proposed")
    APPROVED = "approved", pgettext_lazy("terms", "Approved")
    REFUSED = "refused", pgettext_lazy("terms", "Refused")


PREFERENCE_TERMS_FLOW = Flow(
    {
        "approve": ([PreferenceTermsState.PROPOSED], PreferenceTermsState.APPROVED),
        "refuse": ([PreferenceTermsState.PROPOSED], PreferenceTermsState.REFUSED),
    }
)


class OwnWorkState(TextChoices):
    """What became of a check on how much of the work the certified company does itself (PRF-10)."""

    ENTERED = "entered", pgettext_lazy("own work", "Waiting for a second person")
    ENOUGH = "enough", pgettext_lazy("own work", "Enough own work")
    WITHDRAWN = "withdrawn", pgettext_lazy("own work", "Preference withdrawn")


OWN_WORK_FLOW = Flow(
    {
        "accept": ([OwnWorkState.ENTERED], OwnWorkState.ENOUGH),
        "withdraw": ([OwnWorkState.ENTERED], OwnWorkState.WITHDRAWN),
    }
)
