"""The short self-assessment of an entry: ten questions of our own, the scale of answers. Source: domain 11.4."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class SelfQuestion(TextChoices):
    """Asked once, at the entry; the yearly questionnaire asks in depth."""

    POLICY = "policy", _("Is there a policy for environment, society and ethics that everybody in the company knows?")
    OWNER = "owner", _("Is somebody responsible for ESG, with time and means?")
    PERMITS = "permits", _("Are environmental permits and limits kept in view?")
    ENERGY = "energy", _("Are energy and greenhouse gases measured and lowered?")
    WASTE = "waste", _("Are waste, water and chemicals managed?")
    SAFETY = "safety", _("Are risks at work assessed and removed?")
    LABOUR = "labour", _("Are working hours, wages and complaints looked after?")
    ETHICS = "ethics", _("Are bribery and collusion prevented, with a channel to report them?")
    SECURITY = "security", _("Are personal data, trade secrets and systems protected?")
    CHAIN = "chain", _("Is the same asked of one's own suppliers?")


class SelfAnswer(IntegerChoices):
    """The scale of all ESG answers. Source: domain 11.5."""

    NONE = 0, _("0 · nothing yet")
    VERBAL = 1, _("1 · agreed, not written")
    DOCUMENTED = 2, _("2 · written down")
    IMPLEMENTED = 3, _("3 · put into practice")
    MEASURED = 4, _("4 · measured against targets")
    BEST = 5, _("5 · best practice, proved by others")
