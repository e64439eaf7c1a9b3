"""The areas of ESG purchasing, as links on its first page: those whose door is open to this person."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

SUPPLIER = ("SA", "SE", "SU")
ESG = ("ER", "EC", "CP", "AU")
BUYING = (*ESG, "PO", "AP", "SG")
AREAS = (  # words, door, roles of which one is enough
    (_("Entry qualifications"), "entry-list", (*SUPPLIER, *BUYING)),
    (_("Supplier code of conduct"), "code-detail", (*SUPPLIER, *BUYING)),
    (_("Corrective actions"), "action-list", (*SUPPLIER, *BUYING)),
    (_("Red flags"), "flag-list", (*SUPPLIER, *BUYING)),
    (_("Supply limitations"), "limitation-list", (*SUPPLIER, *BUYING)),
    (_("Responsible minerals"), "mineral-list", (*SUPPLIER, *BUYING)),
    (_("Eco-friendly purchases"), "eco-overview", (*ESG, "PO", "AP", "FI", "SG")),
    (_("Courses"), "course-list", (*SUPPLIER, *BUYING)),
    (_("Consulting"), "consulting-list", (*SUPPLIER, *BUYING, "CN")),
    (_("ESG purchasing council"), "council-list", ("ER", "EC", "CP", "AP", "AU")),
    (_("External ratings"), "rating-list", (*SUPPLIER, *ESG)),
    (_("Library of documents"), "evidence-list", (*SUPPLIER, *ESG)),
    (_("Question sets"), "set-list", (*SUPPLIER, *BUYING)),
    (_("Bands"), "band-list", BUYING),
    (_("On-site sample"), "sample-list", ESG),
    (_("Ties of reviewers"), "tie-list", (*ESG, "CN")),
    (_("Figures of ESG purchasing"), "figures", (*SUPPLIER, *BUYING)),
)


def areas_of(user) -> list[tuple[object, str]]:
    """Words and address of each area that this person may open."""
    return [(words, _address(door)) for words, door, roles in AREAS if user.has_role(*roles) and _address(door)]


def _address(door: str) -> str:
    """Where it is; "" while there is no such page."""
    try:
        return reverse(f"esg:{door}")
    except NoReverseMatch:
        return ""
