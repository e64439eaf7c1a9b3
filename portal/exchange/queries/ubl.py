"""FIND: companies as UBL documents name them."""

from portal.people.models import Company
from portal.ubl.parts import Party


def party_of(company: Company) -> Party:
    """The company with its number here, its names, tax and legal numbers, and its address."""
    return Party(
        number=company.number,
        name_ko=company.legal_name_ko,
        name_en=company.legal_name_en,
        tax_no=company.brn or (company.foreign_id if company.foreign_id_type == Company.ForeignId.VAT else ""),
        legal_no=company.corp_no,
        postcode=company.postcode,
        address=company.address,
        address_detail=company.address_detail,
        country=company.country,
        website=company.website,
    )


def buying_party(fallback: Company) -> Party:
    """The buying organisation that the portal belongs to; before it is set up, the company itself."""
    return party_of(Company.objects.filter(is_buyer=True).order_by("pk").first() or fallback)
