"""INNOVILT on the pages of the ground floor: the badge of the catalogue, what waits, words of timelines, files."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from catalog.registry import ProductMark, product_marks
from portal.files.models import File
from portal.files.registry import readers
from portal.home.registry import Card, MenuItem, Programme, Row, cards, menu, programmes
from portal.people.facts import Fact, facts
from portal.people.models import User
from portal.words import deeds
from sharedgrowth.innovilt.models import MarkMisuse, MarkUse
from sharedgrowth.innovilt.queries import marks as queries
from sharedgrowth.innovilt.queries.register import CODE, NAME, marked_products
from sharedgrowth.innovilt.services.standing import FACT
from sharedgrowth.innovilt.states import MarkUseState, MisuseState

MOST = 20
MEMBERS = frozenset({"SA", "SU"})

product_marks.add("innovilt", ProductMark(code=CODE, label=NAME, of=marked_products))
facts.add(FACT, Fact(gettext_lazy("INNOVILT certificate")))
programmes.add(
    "innovilt",
    Programme(
        direction="value",
        name=gettext_lazy("INNOVILT"),
        summary=gettext_lazy("Certified construction products of POSCO steel: look them up, check a certificate."),
        url_name="innovilt:register",
        order=40,
    ),
)
menu.add(
    "innovilt",
    MenuItem(
        label=gettext_lazy("INNOVILT"),
        url_name="innovilt:register",
        roles=frozenset({"IV"}),
        order=54,
        icon="rosette-discount-check",
    ),
)


def for_office(request: HttpRequest) -> Iterable[Row]:
    """Proposals of colleagues, requests to use the mark, misuses."""
    for act in queries.acts_to_decide(request.user)[:MOST]:
        yield Row(
            title=_("%(act)s of certificate %(number)s: decide")
            % {"act": act.get_kind_display(), "number": act.certificate.number},
            consequence=_("It takes effect only with a second person."),
            url=reverse("innovilt:certificate-detail", args=[act.certificate.number]),
            verb=pgettext("innovilt act", "Decide"),
            kind="bad",
            icon="gavel",
        )
    for use in queries.uses_to_decide(request.user)[:MOST]:
        yield Row(
            title=_("Use of the mark by %(company)s") % {"company": use.company.name},
            consequence=_("The member may not show the mark before."),
            url=reverse("innovilt:mark-detail", args=[use.number]),
            verb=_("Look at the artwork"),
            kind="wait",
            icon="rosette-discount-check",
        )
    for misuse in queries.misuses_open(request.user)[:MOST]:
        late = misuse.state == MisuseState.LETTER
        yield Row(
            title=_("Misuse of the mark %(number)s: %(state)s")
            % {"number": misuse.number, "state": misuse.get_state_display()},
            consequence=misuse.place,
            due=misuse.stop_by if late else None,
            url=reverse("innovilt:misuse-detail", args=[misuse.number]),
            verb=_("Look"),
            kind="warn",
            icon="flag",
        )


def for_members(request: HttpRequest) -> Iterable[Row]:
    """Stop letters to answer, requests that were sent back."""
    user = request.user
    for misuse in queries.misuses_visible_to(user).filter(state=MisuseState.LETTER)[:MOST]:
        yield Row(
            title=_("Answer the stop letter %(number)s") % {"number": misuse.number},
            consequence=_("Otherwise the certificate is suspended."),
            due=misuse.stop_by,
            url=reverse("innovilt:misuse-detail", args=[misuse.number]),
            verb=pgettext("misuse", "Answer"),
            kind="bad",
            icon="mail",
        )
    for use in queries.uses_visible_to(user).filter(state=MarkUseState.RETURNED)[:MOST]:
        yield Row(
            title=_("Use of the mark %(number)s was sent back") % {"number": use.number},
            consequence=use.reason,
            url=reverse("innovilt:mark-detail", args=[use.number]),
            verb=_("Change it"),
            kind="warn",
            icon="rosette-discount-check",
        )


cards.add("innovilt-marks-office", Card(rows=for_office, roles=frozenset({"IV"}), order=36))
cards.add("innovilt-marks-members", Card(rows=for_members, roles=MEMBERS, order=36))


@readers.register("innovilt.marks")
def reads_files_of_marks(user: User, file: File) -> bool | None:
    """Artwork: who sees the request. Evidence of a misuse: the office, compliance and auditors alone."""
    use = MarkUse.objects.filter(artwork=file).first()
    if use is not None:
        return True if queries.uses_visible_to(user).filter(pk=use.pk).exists() else None
    if MarkMisuse.objects.filter(evidence=file).exists():
        return queries.reads_all(user)
    return None


WORDS = {
    "innovilt.certificate": {
        "suspend": pgettext_lazy("innovilt certificate", "Suspended"),
        "reinstate": pgettext_lazy("innovilt certificate", "Reinstated"),
        "withdraw": pgettext_lazy("innovilt certificate", "Withdrawn"),
        "expire": pgettext_lazy("innovilt certificate", "Expired"),
        "act_proposed": gettext_lazy("Act on the certificate proposed"),
    },
    "innovilt.certificateact": {
        "carry_out": gettext_lazy("Proposal carried out"),
        "refuse": gettext_lazy("Proposal refused"),
        "drop": gettext_lazy("Proposal dropped"),
    },
    "innovilt.markuse": {
        "requested": pgettext_lazy("mark", "Requested"),
        "request": pgettext_lazy("mark", "Asked again"),
        "return": pgettext_lazy("mark", "Sent back"),
        "approve": pgettext_lazy("mark", "Approved"),
        "refuse": pgettext_lazy("mark", "Refused"),
        "end": pgettext_lazy("mark", "Ended"),
        "revoke": pgettext_lazy("mark", "Revoked"),
    },
    "innovilt.markmisuse": {
        "reported": pgettext_lazy("misuse", "Reported"),
        "send_letter": pgettext_lazy("misuse", "Stop letter sent"),
        "answer": pgettext_lazy("misuse", "Answered"),
        "stop": pgettext_lazy("misuse", "Stopped"),
        "escalate": pgettext_lazy("misuse", "Suspension proposed"),
        "dismiss": pgettext_lazy("misuse", "No misuse"),
    },
}
for _label, _names in WORDS.items():
    for _name, _words in _names.items():
        deeds.add(f"{_label}.{_name}", _words)
