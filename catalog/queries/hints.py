"""What makes one look twice: look-alikes, values far from the class, names of others. Source: CAT-21, CAT-23."""

from decimal import Decimal

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Count, DecimalField, F, Q, TextField, Value, When
from django.db.models.functions import Concat

from catalog.models import AttributeValue, ClassNode, Product, ProductVersion
from catalog.queries.review import Median
from catalog.rules.listing import SIMILAR
from catalog.rules.plausible import LEAST_KNOWN
from catalog.states import WORKING, Datatype, PriceVisibility, ProductState, VersionState
from portal.people.models import Company
from portal.people.states import CompanyState

LOOKED_AT = 2000  # the latest of a class or a company: enough to know what is usual, few enough to ask on every page
LEAST_NAME = 3  # shorter names of companies are words of the language
NUMBERS = DecimalField(max_digits=24, decimal_places=9)


def own_look_alikes(company: Company, name: str, *, besides: int | None = None) -> list[ProductVersion]:
    """Products of the company whose Korean or English name is nearly ``name``, the nearest first. Source: CAT-21."""
    if not name.strip():
        return []
    versions = ProductVersion.objects.filter(product__company=company, state__in=[*WORKING, VersionState.PUBLISHED])
    versions = versions.exclude(product=besides).exclude(product__state=ProductState.WITHDRAWN)
    latest = versions.order_by("-pk").values("pk")[:LOOKED_AT]
    near = ProductVersion.objects.filter(pk__in=latest).annotate(
        ko=TrigramSimilarity("name_ko", name), en=TrigramSimilarity("name_en", name)
    )
    near = near.filter(Q(ko__gte=SIMILAR) | Q(en__gte=SIMILAR)).select_related("product", "class_node")
    return list(near.order_by("-ko", "-en", "-pk")[:3])


def usual_values(node: ClassNode, *, besides: int) -> dict[str, Decimal]:
    """The median of each number (of a range, of its upper end) among the published products of a class, by code.

    In the canonical unit; absent where fewer than five products state it. One query.
    """
    others = Product.objects.filter(state=ProductState.PUBLISHED, current__class_node=node).exclude(pk=besides)
    latest = others.order_by("-pk").values("current")[:LOOKED_AT]
    stated = Case(When(definition__datatype=Datatype.RANGE, then=F("si_high")), default=F("si_num"))
    rows = AttributeValue.objects.filter(version__in=latest, definition__datatype__in=[Datatype.NUM, Datatype.RANGE])
    medians = (
        rows.order_by()
        .values("definition__code")
        .annotate(count=Count("pk"), middle=Median(stated, output_field=NUMBERS))
        .filter(count__gte=LEAST_KNOWN)
    )
    return {row["definition__code"]: row["middle"] for row in medians if row["middle"] is not None}


def usual_price(product: Product, node: ClassNode) -> Decimal | None:
    """The median of the prices that everybody sees, of others' products of the class in the same unit and currency."""
    others = Product.objects.filter(
        state=ProductState.PUBLISHED,
        current__class_node=node,
        uom=product.uom,
        currency=product.currency,
        price_visibility=PriceVisibility.PUBLIC,
        price__isnull=False,
    ).exclude(company=product.company_id)
    latest = others.order_by("-pk").values("pk")[:LOOKED_AT]
    found = Product.objects.filter(pk__in=latest).aggregate(
        count=Count("pk"), middle=Median("price", output_field=NUMBERS)
    )
    return found["middle"] if found["count"] >= LEAST_KNOWN else None


def named_companies(version: ProductVersion) -> list[str]:
    """Other active companies that the texts name though they are not the maker: a mark needs a licence. CAT-23."""
    text = " ".join([version.name_ko, version.name_en, version.description_ko, version.description_en])
    others = Company.objects.filter(state=CompanyState.ACTIVE).exclude(pk=version.product.company_id)
    found: list[str] = []
    for field in ("legal_name_ko", "legal_name_en"):
        rows = others.annotate(said=Concat(Value(text), Value(""), output_field=TextField()))
        names = rows.filter(said__icontains=F(field), **{f"{field}__regex": f"^.{{{LEAST_NAME},}}$"})
        found += list(names.values_list(field, flat=True)[:3])
    return [name for name in found if name.casefold() not in version.maker.casefold()]
