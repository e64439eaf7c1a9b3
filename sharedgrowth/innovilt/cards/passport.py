"""INNOVILT in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.innovilt.models import Certificate, MillSheet

sections.add(
    "innovilt.certificates",
    Section(
        label=_("INNOVILT certificates"),
        said=_("Which products of the company carry the certificate, and until when."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Certificate.objects.filter(company=gathering.company).select_related("product"),
            "number",
            "state",
            "category",
            "name_ko",
            "name_en",
            "valid_from",
            "valid_to",
            "issued_at",
            product="product.number",
        ),
        order=170,
    ),
)
sections.add(
    "innovilt.mill_sheets",
    Section(
        label=_("Mill certificates"),
        said=_("Proofs of the steel that the company has used, with the documents."),
        kind=RECORD,
        rows=Things(
            lambda gathering: MillSheet.objects.filter(company=gathering.company).select_related("file"),
            "uid",
            "number",
            "state",
            "issued_on",
            "seller",
            files="file",
        ),
        order=171,
    ),
)
