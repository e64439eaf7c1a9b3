"""The query of a search as the API takes it, and how it answers: strict in, every facet out in one shape."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from catalog import queries
from catalog.queries.address import MOST_VALUES, PREFIX, attributes_in
from catalog.queries.search import LEAD_TIME, NEWEST, PRICE, RELEVANCE, SIZES, SearchPage
from catalog.queries.search_attributes import attribute_filters
from catalog.queries.search_facets import Facet
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.states import EcoKind
from portal.api import fields
from portal.api.filters import ORDERING
from portal.api.limits import MOST_PER_PAGE
from portal.api.paging import SIZE, USUAL, read_cursor, strange_cursor
from portal.people.models import Company
from portal.people.states import SOCIAL

PARAMETERS = {  # of a facet, by its name; attributes of a class are a_<code>
    "class": "class_code",
    "branch": "class_code",
    "lead": "lead_band",
    "price": "price_band",
    "size": "size_class",
}


# Out -----------------------------------------------------------------------------------------------------------------
class OptionOut(serializers.Serializer):
    """A value that a facet offers, and how many products of the whole search have it."""

    value = serializers.CharField(help_text="Send this as the parameter of the facet.")
    label = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()


class BucketOut(serializers.Serializer):
    """A part of a range, in the facet's unit; the last one includes its upper end."""

    low = serializers.DecimalField(max_digits=24, decimal_places=None)
    high = serializers.DecimalField(max_digits=24, decimal_places=None)
    count = serializers.IntegerField()


class FacetOut(serializers.Serializer):
    """One way in which what was found divides: values with counts, or the range of a number in ``unit``."""

    name = serializers.CharField()
    parameter = serializers.SerializerMethodField(help_text="The parameter that narrows by it.")
    kind = serializers.ChoiceField(choices=["values", "range"])
    label = serializers.CharField()
    options = OptionOut(many=True)
    unit = serializers.CharField(allow_blank=True)
    low = serializers.DecimalField(max_digits=24, decimal_places=None, allow_null=True)
    high = serializers.DecimalField(max_digits=24, decimal_places=None, allow_null=True)
    count = serializers.IntegerField(help_text="How many products state a value, where it is a range.")
    buckets = BucketOut(many=True)

    def get_parameter(self, facet: Facet) -> str:
        """As ``SearchIn`` names it."""
        return f"{PREFIX}{facet.name}" if facet.is_attribute else PARAMETERS.get(facet.name, facet.name)


class SynonymOut(serializers.Serializer):
    """A word of the search, and what else was looked for."""

    word = serializers.CharField()
    others = serializers.ListField(child=serializers.CharField())


def told(found: SearchPage) -> dict[str, Any]:
    """What every page of a search says beside its results."""
    return {
        "facets": FacetOut(found.facets, many=True).data if found.facets else [],
        "synonyms": [{"word": word, "others": list(others)} for word, others in found.synonyms_used],
        "beside": found.beside,
    }


# In ------------------------------------------------------------------------------------------------------------------
ORDERS = {"-published_at": NEWEST, "lead_time_days": LEAD_TIME, "price": PRICE}
SEARCHES = "catalog.search"  # whose cursors they are


class CommasField(serializers.ListField):
    """``?origin=KR,DE``: any of them."""

    def get_value(self, dictionary):
        """The values between the commas, each once."""
        text = dictionary.get(self.field_name)
        if text is None:
            return serializers.empty
        return list(dict.fromkeys(part.strip() for part in str(text).split(",") if part.strip()))


def _some(child: serializers.Field, said: str) -> CommasField:
    return CommasField(child=child, required=False, default=list, max_length=MOST_VALUES, help_text=said)


class SearchIn(serializers.Serializer):
    """The query of a search; what is not valid is a 400 with its parameter. Several values stand with commas."""

    q = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_QUERY, default="")
    ordering = serializers.ChoiceField(choices=tuple(ORDERS), required=False, allow_blank=True, default="")
    page_size = fields.DigitsField(required=False, min_value=1, max_value=MOST_PER_PAGE, default=USUAL)
    cursor = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    class_code = _some(serializers.RegexField(r"^[0-9]{8}$"), "A class of UNSPSC of any depth.")
    maker = _some(serializers.CharField(max_length=120), "As the facet “maker” names it.")
    certificate = _some(serializers.CharField(max_length=40), "A kind of certificate of the supplier, valid today.")
    eco = _some(serializers.ChoiceField(choices=EcoKind.choices), "A proven 3R claim, valid today.")
    social = _some(serializers.ChoiceField(choices=list(SOCIAL)), "A socially friendly enterprise of this kind.")
    lead_band = _some(
        fields.DigitsField(min_value=0, max_value=len(LEAD_BANDS)), "A band of lead times, shortest first."
    )
    price_band = _some(
        fields.DigitsField(min_value=0, max_value=len(PRICE_BANDS)), "A band of prices in won that you may see."
    )
    size_class = _some(serializers.ChoiceField(choices=SIZES), "Size of the supplier.")
    origin = _some(serializers.RegexField(r"^[A-Z]{2}$"), "Country of origin, ISO 3166.")
    certified = serializers.BooleanField(required=False, default=False)
    facets = serializers.BooleanField(
        required=False, default=False, help_text="Also tell how all that was found divides; a list needs it rarely."
    )
    company = serializers.UUIDField(required=False, help_text="Products of this supplier.")


_READER = SearchIn()  # reads for all requests: it keeps nothing, and making its fields costs more than reading


def read_search(request: Any) -> dict[str, Any]:
    """The query of a search, with the page of its cursor and its choices of attributes; a 400 where it is not valid."""
    query = request.query_params
    asked = _READER.run_validation(query)
    given = read_cursor(SEARCHES, request)
    if given is not None and (given.get("o"), given.get("s")) != (asked[ORDERING], asked[SIZE]):
        raise strange_cursor()
    start = 0 if given is None else int(given["n"])
    facts = {"page": start // asked[SIZE] + 1, "sort": ORDERS.get(asked[ORDERING], RELEVANCE)}
    return asked | facts | {"of_class": _of_class(query, asked["class_code"])}


def _of_class(query: QueryDict, classes: list[str]) -> tuple[dict, dict, dict]:
    """Choices of attributes: only of one class, only values that fit."""
    given = attributes_in(_apart(query))
    if not given:
        return {}, {}, {}
    if len(classes) != 1:
        faults = {
            f"{PREFIX}{code}"[:60]: [_("Choose exactly one class_code to narrow by its properties.")] for code in given
        }
        raise serializers.ValidationError(faults)
    found = attribute_filters(given.items(), classes[0])
    read = {code for part in found for code in part}
    if strange := sorted(set(given) - read):
        message = _("The class has no such property to narrow by, or the value is none of it.")
        raise serializers.ValidationError({f"{PREFIX}{code}"[:60]: [message] for code in strange[:10]})
    return found


def _apart(query: QueryDict) -> QueryDict:
    """The attributes of a query with their commas divided, as a page sends them."""
    found = QueryDict(mutable=True)
    for name in query:
        if name.startswith(PREFIX):
            found.setlist(name, [part.strip() for part in query.get(name, "").split(",") if part.strip()])
    return found


def filters_from(asked: dict[str, Any]) -> queries.SearchFilters:
    """What ``read_search`` read, as the search takes it."""
    company = None
    if "company" in asked:
        company = Company.objects.filter(uid=asked["company"]).first()
        if company is None:
            raise serializers.ValidationError({"company": [_("There is no such company.")]})
    ranges, options, flags = asked["of_class"]
    return queries.SearchFilters(
        classes=asked["class_code"],
        makers=asked["maker"],
        certificates=asked["certificate"],
        eco=asked["eco"],
        social=asked["social"],
        lead=asked["lead_band"],
        prices=asked["price_band"],
        sizes=asked["size_class"],
        origins=asked["origin"],
        certified=asked["certified"],
        company=company,
        ranges=ranges,
        options=options,
        flags=flags,
    )


def _described() -> list[OpenApiParameter]:
    """Every parameter of ``SearchIn`` that takes several values: an array with commas."""
    made = []
    for name, field in SearchIn().fields.items():
        if isinstance(field, CommasField):
            items = {"type": "string", "maxLength": getattr(field.child, "max_length", None) or 100}
            if isinstance(field.child, serializers.ChoiceField):
                items = {"type": "string", "enum": list(field.child.choices)}
            elif isinstance(field.child, serializers.IntegerField):
                items = {"type": "integer", "minimum": field.child.min_value, "maximum": field.child.max_value}
            elif name in PATTERNS:
                items = {"type": "string", "pattern": PATTERNS[name]}
            schema = {"type": "array", "items": items, "maxItems": MOST_VALUES}
            made.append(OpenApiParameter(name, schema, description=str(field.help_text), style="form", explode=False))
    return made


PATTERNS = {"class_code": "^[0-9]{8}$", "origin": "^[A-Z]{2}$"}
SEARCH = [
    SearchIn,
    *_described(),
    OpenApiParameter(
        "q",
        str,
        description="Words, parts of Korean words, model codes, or a code of HS or CPV.",
        examples=[
            OpenApiExample("A part of a Korean word", "베어"),
            OpenApiExample("Two words", "ball bearing"),
            OpenApiExample("A heading of HS", "HS 8482"),
            OpenApiExample("A code of CPV", "44440000-6"),
        ],
    ),
    OpenApiParameter(
        "ordering",
        {"type": "string", "enum": list(ORDERS)},
        description="Without it, what fits best comes first.",
        examples=[OpenApiExample("Shortest lead time first", "lead_time_days")],
    ),
    OpenApiParameter(
        "attributes",
        {"type": "object", "additionalProperties": {"type": "string"}},
        explode=True,
        style="form",
        description=(
            "Properties of the one chosen class: `a_<code>=low..high` in the unit of the facet (either end may be "
            "missing), `a_<code>=<option>,<option>`, or `1` and `0` for yes and no."
        ),
        examples=[
            OpenApiExample("Bearings of 20 to 60 mm bore", {"class_code": "31171504", "a_bore": "20..60"}),
            OpenApiExample("Sealed, at least 20 mm", {"class_code": "31171504", "a_bore": "20..", "a_sealing": "seal"}),
        ],
    ),
]
