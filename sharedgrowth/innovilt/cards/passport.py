"""INNOVILT in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import ASSERTED, RECORD, Section, Things, sections
from sharedgrowth.innovilt.models import Certificate, MillSheet
from sharedgrowth.innovilt.queries.alliance import members_visible_to
from sharedgrowth.innovilt.queries.marks import uses_visible_to

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
sections.add(
    "innovilt.membership",
    Section(
        label=_("Membership of the INNOVILT alliance"),
        said=_("Since when the company is a member, and the agreement that it signed, with the receipt."),
        kind=ASSERTED,
        rows=Things(
            lambda gathering: members_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "state",
            "since",
            "grace_until",
            "agreement",
            "agreement_sha256",
            "signed_at",
            "receipt",
        ),
        order=94,
    ),
)
sections.add(
    "innovilt.mark_uses",
    Section(
        label=_("Uses of the INNOVILT mark"),
        said=_("Where the company has asked to show the mark, with the artwork and the answers."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                uses_visible_to(gathering.user).filter(company=gathering.company).prefetch_related("artwork")
            ),
            "number",
            "state",
            "medium",
            "purpose",
            "place",
            "begins_on",
            "ends_on",
            "requested_at",
            "decided_at",
            "reason",
            "conditions",
            files="artwork",
            certificate="certificate.number",
        ),
        order=172,
    ),
)
