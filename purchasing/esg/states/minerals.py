"""WHEN: declarations of minerals, and the words they are made of. Source: domain 11.9."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Metal(TextChoices):
    """What is declared: 3TG and cobalt by house policy, the others as the extended template lists them."""

    TIN = "tin", pgettext_lazy("mineral", "Tin")
    TANTALUM = "tantalum", pgettext_lazy("mineral", "Tantalum")
    TUNGSTEN = "tungsten", pgettext_lazy("mineral", "Tungsten")
    GOLD = "gold", pgettext_lazy("mineral", "Gold")
    COBALT = "cobalt", pgettext_lazy("mineral", "Cobalt")
    MICA = "mica", pgettext_lazy("mineral", "Mica")
    COPPER = "copper", pgettext_lazy("mineral", "Copper")
    GRAPHITE = "graphite", pgettext_lazy("mineral", "Natural graphite")
    LITHIUM = "lithium", pgettext_lazy("mineral", "Lithium")
    NICKEL = "nickel", pgettext_lazy("mineral", "Nickel")


class MineralTemplate(TextChoices):
    """Which of the two spreadsheets of the industry a declaration follows (MIN-02)."""

    CMRT = "cmrt", _("CMRT (tin, tantalum, tungsten, gold)")
    EMRT = "emrt", _("EMRT (cobalt, mica and others)")


METALS_OF = {
    MineralTemplate.CMRT: (Metal.TANTALUM, Metal.TIN, Metal.GOLD, Metal.TUNGSTEN),
    MineralTemplate.EMRT: (Metal.COBALT, Metal.COPPER, Metal.GRAPHITE, Metal.LITHIUM, Metal.MICA, Metal.NICKEL),
}
POLICY_METALS = frozenset({Metal.TIN, Metal.TANTALUM, Metal.TUNGSTEN, Metal.GOLD, Metal.COBALT})


class DeclarationScope(TextChoices):
    COMPANY = "company", pgettext_lazy("declaration", "The whole company")
    PRODUCT = "product", pgettext_lazy("declaration", "Certain products")
    USER = "user", pgettext_lazy("declaration", "As described")


class SmelterStatus(TextChoices):
    """Result of the independent audit at the smelter (MIN-04)."""

    CONFORMANT = "conformant", pgettext_lazy("smelter", "Conformant")
    ACTIVE = "active", pgettext_lazy("smelter", "Audit under way")
    NOT_ENROLLED = "not_enrolled", pgettext_lazy("smelter", "Not enrolled")
    NON_CONFORMANT = "non_conformant", pgettext_lazy("smelter", "Not conformant")
    UNKNOWN = "unknown", pgettext_lazy("smelter", "Unknown")


class ListKind(TextChoices):
    SMELTERS = "smelters", _("Smelters and refiners")
    AREAS = "areas", _("Conflict-affected and high-risk areas")


class AreaKind(TextChoices):
    CAHRA = "cahra", _("Conflict-affected or high-risk")
    TRANSIT = "transit", _("Known for transshipment")


class MineralFinding(TextChoices):
    """Why a smelter raises a red flag (MIN-05), or keeps cobalt out (MIN-09)."""

    NON_CONFORMANT = "non_conformant", _("The smelter failed its audit")
    RISK_AREA = "risk_area", _("From or through a high-risk area, and the smelter is not conformant")
    TRANSIT = "transit", _("From or through a country known for transshipment")
    UNKNOWN = "unknown", _("Too many smelters are unknown")
    OWNERSHIP = "ownership", _("Shares link the supplier and the smelter")
    COBALT = "cobalt", _("Cobalt from a smelter that is not conformant")


class DeclarationState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("declaration", "To be filled in")
    SUBMITTED = "submitted", pgettext_lazy("declaration", "Submitted")
    CHECKED = "checked", pgettext_lazy("declaration", "Checked, to be reviewed")
    QUERIED = "queried", pgettext_lazy("declaration", "Question to the supplier")
    ACCEPTED = "accepted", pgettext_lazy("declaration", "Accepted")
    EXPIRED = "expired", pgettext_lazy("declaration", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("declaration", "Withdrawn")


D = DeclarationState

DECLARATION_FLOW = Flow(
    {
        "submit": ([D.REQUESTED, D.QUERIED], D.SUBMITTED),
        "check": ([D.SUBMITTED], D.CHECKED),
        "ask": ([D.CHECKED], D.QUERIED),
        "accept": ([D.CHECKED], D.ACCEPTED),
        "expire": ([D.ACCEPTED], D.EXPIRED),
        "withdraw": ([D.REQUESTED, D.QUERIED], D.WITHDRAWN),
    }
)

DECLARATION_OPEN = frozenset({D.REQUESTED, D.SUBMITTED, D.CHECKED, D.QUERIED})
DECLARATION_EDITABLE = frozenset({D.REQUESTED, D.QUERIED})
DECLARATION_SCREENED = frozenset({D.CHECKED, D.QUERIED, D.ACCEPTED})  # its smelters are screened again and again


class MineralStrategy(TextChoices):
    """What follows from a risk that was found (OECD step 3)."""

    NONE = "", _("Not decided")
    CONTINUE = "continue", _("Go on, and mend it meanwhile")
    SUSPEND = "suspend", _("Suspend until it is mended")
    DISENGAGE = "disengage", _("End the supply")


class DueStep(TextChoices):
    """The five steps of due diligence of the OECD guidance."""

    SYSTEM = "1", _("Management system")
    ASSESS = "2", _("Risks identified and assessed")
    STRATEGY = "3", _("Strategy for the risks")
    AUDIT = "4", _("Independent audit at the smelter")
    REPORT = "5", _("Yearly report")
