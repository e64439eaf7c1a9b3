"""What the dated facts that ESG records are called on a company's page, and how their values are read."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from portal.people.facts import Fact, facts
from purchasing.esg.services.screening import BLOCKED, CLEAR
from purchasing.esg.states import Band, StandingFact
from purchasing.esg.states.minerals import Metal


def minerals_words(value: str) -> str:
    """Which minerals keep the company out of classes of goods.

    >>> from django.utils.translation import override
    >>> with override("en"): minerals_words("blocked:tin,gold"), minerals_words("other")
    ('Blocked: Tin, Gold', 'other')
    """
    if not value.startswith(BLOCKED):
        return value
    names = dict(Metal.choices)
    metals = ", ".join(str(names.get(metal, metal)) for metal in value.removeprefix(BLOCKED).split(","))
    return _("Blocked: %(metals)s") % {"metals": metals}


facts.add(StandingFact.SCORE, Fact(StandingFact.SCORE.label))
facts.add(StandingFact.BAND, Fact(StandingFact.BAND.label, dict(Band.choices)))
facts.add(
    StandingFact.MINERALS,
    Fact(StandingFact.MINERALS.label, {CLEAR: pgettext_lazy("minerals", "Nothing blocked")}, minerals_words),
)
