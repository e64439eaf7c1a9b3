"""Products that claim one of the three R."""

from datetime import date, timedelta

from catalog.models import EcoClaim, Product, ProductVersion
from catalog.tests.factories import FileFactory, ProductFactory
from portal.clock import db_now, today
from portal.people.models import Company
from portal.tests.kept import kept


@kept
def claimed(company: Company, kind: str = "reduce", *, until: date | None = None, number: str = "환경-1") -> Product:
    """A published product whose version claims one R; claims are entered before the version is decided."""
    product = ProductFactory(company=company, published=False, version_state="in_review")
    version = product.versions.get()
    EcoClaim.objects.create(
        version=version,
        kind=kind,
        statement="재생 원료 40%",
        issuer="한빛인증원",
        number=number,
        valid_from=today() - timedelta(days=900),
        valid_to=until,
        evidence=FileFactory(company=company),
    )
    ProductVersion.objects.filter(pk=version.pk).update(state="published")
    Product.objects.filter(pk=product.pk).update(state="published", current=version, published_at=db_now())
    product.refresh_from_db()
    return product
