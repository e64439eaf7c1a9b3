"""Technology offers on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from sharedgrowth.support.models import TechLicence
from sharedgrowth.support.queries import offers as queries
from sharedgrowth.support.states.offers import LicenceState


def _row(licence: TechLicence, title: object, verb: object) -> Row:
    return Row(
        title=title,
        consequence=licence.offer.title,
        url=reverse("support:licence-detail", args=[licence.number]),
        verb=verb,
        kind="wait",
        icon="bulb",
    )


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """Requests without terms, and terms that the company has signed."""
    if request.user.is_internal:
        for licence in queries.licences_to_answer()[:5]:
            words = _("Technology asked for: %(company)s") % {"company": licence.company.name}
            if licence.state == LicenceState.OFFERED:
                words = _("Licence to sign: %(company)s") % {"company": licence.company.name}
            yield _row(licence, words, _("Answer"))


def to_sign(request: HttpRequest) -> Iterable[Row]:
    """Terms that wait for the company's signature."""
    if request.user.is_supplier:
        found = queries.licences_visible_to(request.user).filter(state=LicenceState.OFFERED, company_signed_at=None)
        for licence in found.order_by("pk")[:3]:
            yield _row(licence, _("Licence to sign: %(number)s") % {"number": licence.number}, _("Read and sign"))


cards.add("support-licences", Card(rows=to_answer, roles=frozenset({"SG"}), order=48))
cards.add("support-licences-to-sign", Card(rows=to_sign, roles=frozenset({"SA"}), order=48))

WORDS = {
    "techoffer.written": gettext_lazy("Technology offer written"),
    "techoffer.propose": gettext_lazy("Handed to a second person"),
    "techoffer.return": gettext_lazy("Back to the draft"),
    "techoffer.publish": pgettext_lazy("technology offer", "Published"),
    "techoffer.close": gettext_lazy("No longer offered"),
    "techlicence.asked": gettext_lazy("Technology asked for"),
    "techlicence.offer": gettext_lazy("Terms written"),
    "techlicence.signed_by_company": gettext_lazy("Signed by the company"),
    "techlicence.signed_by_buyer": gettext_lazy("Signed by the buyer"),
    "techlicence.agree": pgettext_lazy("licence", "Agreed"),
    "techlicence.refuse": pgettext_lazy("licence", "Refused"),
    "techlicence.withdraw": pgettext_lazy("licence", "Withdrawn"),
    "techlicence.transfer": gettext_lazy("Technology handed over"),
    "techlicence.end": pgettext_lazy("licence", "Ended"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)
