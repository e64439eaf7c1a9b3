"""WHEN: what the virus scan said of a file, and the kinds of file that we take."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScanState(TextChoices):
    UNSCANNED = "unscanned", _("Not scanned")
    CLEAN = "clean", _("Scanned, clean")
    INFECTED = "infected", _("Blocked by the virus scan")


class Kind(TextChoices):
    """What a file is, by extension and content together. Source: domain CNV-11."""

    PDF = "pdf", "PDF"
    JPG = "jpg", "JPG"
    PNG = "png", "PNG"
    XLSX = "xlsx", "XLSX"
    DOCX = "docx", "DOCX"
    HWP = "hwp", "HWP"
    HWPX = "hwpx", "HWPX"
    DWG = "dwg", "DWG"
    STEP = "step", "STEP"
    XML = "xml", "XML"
    CSV = "csv", "CSV"
    ZIP = "zip", "ZIP"


PICTURES = frozenset({Kind.JPG, Kind.PNG})
DOCUMENTS = frozenset({Kind.PDF, Kind.XLSX, Kind.DOCX, Kind.HWP, Kind.HWPX, Kind.XML, Kind.CSV})
DRAWINGS = frozenset({Kind.DWG, Kind.STEP})
ARCHIVES = frozenset({Kind.ZIP})
ANY_KIND = PICTURES | DOCUMENTS | DRAWINGS | ARCHIVES
