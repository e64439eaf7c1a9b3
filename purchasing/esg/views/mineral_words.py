"""The questions of a declaration, its faults and notes, in words; and how a declaration is shown."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.countries import country_name
from portal.display import day_text
from purchasing.esg.models import MineralDeclaration
from purchasing.esg.rules import minerals as rules
from purchasing.esg.states.minerals import DECLARATION_EDITABLE, DeclarationState, Metal, MineralTemplate

D = DeclarationState


def question_words(template: str) -> dict[str, Any]:
    """Our own words for each question, by its key or letter."""
    words: dict[str, Any] = {
        "used": _("Used in the goods, or needed to make them?"),
        "remains": _("Still in the goods when they are delivered?"),
        "covered": _("From the DR Congo or a country beside it?"),
        "cahra": _("From a conflict-affected or high-risk area?"),
        "recycled": _("All from recycling or scrap?"),
        "suppliers": _("Share of your suppliers that answered"),
        "identified": _("All smelters found?"),
        "reported": _("All of them listed here?"),
    }
    letters = [
        _("Does your company have a policy on minerals?"),
        _("Is it public?"),
        _("Do you ask your suppliers to buy from audited smelters?"),
        _("Do you check where your minerals come from?"),
        _("Do you ask your own suppliers for declarations?"),
        _("Do you compare their answers with what you expect?"),
        _("Do you follow up what has to be mended?"),
        _("Does your company report on minerals to an authority?"),
    ]
    return words | dict(zip(rules.LETTERS[MineralTemplate(template)], letters, strict=False))


def fault_words(declaration: MineralDeclaration, faults: list[rules.Fault]) -> list[dict[str, Any]]:
    """What is missing or wrong, each with the place where it is mended."""
    questions = question_words(declaration.template)
    edit = reverse("esg:mineral-edit", args=[declaration.number])
    found = []
    for fault in faults:
        text, url = _fault(fault, questions), edit
        if fault.place.startswith("smelter."):
            url = reverse("esg:mineral-smelter-edit", args=[declaration.number, int(fault.place.partition(".")[2])])
        elif fault.code == "no_smelter":
            url = reverse("esg:mineral-smelter-add", args=[declaration.number])
        else:
            url = f"{edit}#id_{_field(fault.place)}"
        found.append({"text": text, "url": url})
    return found


def _field(place: str) -> str:
    if "." in place:
        return place.replace(".", "-")
    return f"company-{place}" if len(place) == 1 else place


def _fault(fault: rules.Fault, questions: dict[str, Any]) -> str:
    fields = {
        "contact": _("Contact"),
        "authorizer": _("Who signs for the company"),
        "declared_on": _("Date of the declaration"),
        "scope_text": _("What it covers"),
    }
    head, _dot, rest = fault.place.partition(".")
    match fault.code:
        case "version":
            return _("Version “%(version)s” of the template is not taken.") % {"version": fault.detail or "—"}
        case "old":
            return _("The declaration is older than twelve months (%(day)s).") % {"day": fault.detail}
        case "future":
            return _("The date of the declaration has not come yet.")
        case "no_products":
            return _("List the products that it covers.")
        case "no_smelter":
            return _("%(metal)s is used: list at least one smelter.") % {"metal": Metal(head).label}
        case "twice":
            return _("Row %(row)s: this smelter stands in row %(other)s already.") % {
                "row": rest,
                "other": fault.detail,
            }
        case "not_in_use":
            return _("Row %(row)s: %(metal)s is not used by your answers.") % {
                "row": rest,
                "metal": Metal(fault.detail).label,
            }
        case "answer" if rest:
            return f"{Metal(head).label}: {questions[rest]}"
        case "answer":
            return f"{head}. {questions[head]}"
        case _ if head == "smelter":
            return _("Row %(row)s: the name is missing.") % {"row": rest}
        case _:
            return _("%(field)s is missing.") % {"field": fields.get(fault.place, fault.place)}


def note_words(note: dict[str, str]) -> dict[str, str]:
    """What the import could not take."""
    words = {
        "no_smelter_sheet": _("No sheet lists smelters."),
        "answer": _("This answer is not one of the template's."),
        "day": _("This is no date."),
        "scope": _("This scope is not known."),
        "metal": _("This template does not ask about this mineral."),
        "cid": _("A smelter's number is CID and six digits; the row is kept without it."),
        "name": _("The smelter has no name; the row is left out."),
        "country": _("This country is not known; it is left empty."),
        "email": _("This is no e-mail address."),
    }
    return {"cell": note["cell"], "text": note["text"], "words": words.get(note["code"], note["code"])}


def facts(declaration: MineralDeclaration, found: rules.Coverage) -> list[dict[str, Any]]:
    """The fact strip."""
    until = declaration.valid_to or declaration.due_on
    return [
        {"label": _("Company"), "value": declaration.company.name, "note": declaration.company.number},
        {
            "label": _("Template"),
            "value": f"{declaration.template.upper()} {declaration.template_version}".strip(),
            "note": declaration.get_scope_display(),
        },
        {
            "label": _("Declared on"),
            "value": day_text(declaration.declared_on, "day") if declaration.declared_on else "—",
            "note": declaration.authorizer,
        },
        {
            "label": _("Conformant smelters"),
            "value": f"{found.share}%" if found.share is not None else "—",
            "note": _("%(conformant)s of %(listed)s; with running audits %(more)s")
            % {
                "conformant": found.conformant,
                "listed": found.listed,
                "more": f"{found.share_with_active}%" if found.share_with_active is not None else "—",
            },
        },
        {
            "label": _("Valid until") if declaration.valid_to else pgettext("minerals", "Due"),
            "value": day_text(until, "day") if until else "—",
            "note": declaration.get_state_display(),
        },
    ]


def steps(declaration: MineralDeclaration) -> list[dict[str, Any]]:
    """From the request to the acceptance."""
    names = [
        (pgettext("declaration", "Filled in"), DECLARATION_EDITABLE),
        (pgettext("declaration", "Checked and screened"), {D.SUBMITTED}),
        (pgettext("declaration", "Reviewed"), {D.CHECKED}),
        (pgettext("declaration", "Accepted"), {D.ACCEPTED, D.EXPIRED}),
    ]
    now = next((place for place, (_name, states) in enumerate(names) if declaration.state in states), 0)
    done = declaration.state == D.ACCEPTED
    return [
        {
            "label": name,
            "state": "done" if place < now or (done and place == now) else "now" if place == now else "later",
        }
        for place, (name, _states) in enumerate(names)
    ]


def place_words(code: str) -> str:
    """A country in the reader's language."""
    return country_name(code, (get_language() or "ko")[:2]) if code else "—"


def answer_words(given: str) -> str:
    """An answer in the reader's language; shares stay as they are."""
    words = {"yes": _("yes"), "no": _("no"), "unknown": pgettext("answer", "unknown"), "": "—"}
    return words.get(given, given)
