"""The query of a search as the API takes it, and how it answers: strict in, every facet out in one shape."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from catalog import queries
from catalog.queries.address import MOST_VALUES, PREFIX, attributes_in
from catalog.queries.search import DEEPEST, LEAD_TIME, RELEVANCE, SIZES, SORTS, SearchPage
from catalog.queries.search_attributes import attribute_filters
from catalog.queries.search_facets import Facet
from catalog.rules.grams import LONGEST_QUERY
from catalog.rules.listing import LEAD_BANDS, PRICE_BANDS
from catalog.states import EcoKind
from portal.api.limits import MOST_PER_PAGE
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
        "facets": FacetOut(found.facets, many=True).data,
        "synonyms": [{"word": word, "others": list(others)} for word, others in found.synonyms_used],
        "beside": found.beside,
    }


# In ------------------------------------------------------------------------------------------------------------------
def _some(child: serializers.Field, said: str) -> serializers.ListField:
    return serializers.ListField(child=child, required=False, default=list, max_length=MOST_VALUES, help_text=said)


class SearchIn(serializers.Serializer):
    """The query of a search; what is not valid is a 400 with its parameter. Repeated parameters mean any of them."""

    q = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_QUERY, default="")
    sort = serializers.ChoiceField(choices=SORTS, required=False, default=RELEVANCE)
    page = serializers.IntegerField(required=False, min_value=1, max_value=DEEPEST, default=1)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PER_PAGE, default=25)
    class_code = _some(serializers.RegexField(r"^[0-9]{8}$"), "A class of UNSPSC of any depth.")
    maker = _some(serializers.CharField(max_length=120), "As the facet “maker” names it.")
    certificate = _some(serializers.CharField(max_length=40), "A kind of certificate of the supplier, valid today.")
    eco = _some(serializers.ChoiceField(choices=EcoKind.choices), "A proven 3R claim, valid today.")
    social = _some(serializers.ChoiceField(choices=list(SOCIAL)), "A socially friendly enterprise of this kind.")
    lead_band = _some(
        serializers.IntegerField(min_value=0, max_value=len(LEAD_BANDS)), "A band of lead times, shortest first."
    )
    price_band = _some(
        serializers.IntegerField(min_value=0, max_value=len(PRICE_BANDS)), "A band of prices in won that you may see."
    )
    size_class = _some(serializers.ChoiceField(choices=SIZES), "Size of the supplier.")
    origin = _some(serializers.RegexField(r"^[A-Z]{2}$"), "Country of origin, ISO 3166.")
    certified = serializers.BooleanField(required=False, default=False)
    company = serializers.UUIDField(required=False, help_text="Products of this supplier.")

    def validate(self, attrs):
        """Only parameters that are documented: a filter with a slip in its name must not answer with everything."""
        given = set(self.initial_data)
        if strange := sorted(name for name in given - set(self.fields) if not name.startswith(PREFIX)):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {name[:40]: [_("There is no such parameter. Possible are: %(known)s.") % {"known": known}]
                 for name in strange[:10]}
            )  # fmt: skip
        if (attrs["page"] - 1) * attrs["page_size"] >= DEEPEST:
            raise serializers.ValidationError(
                {"page": [_("Pages end at row %(most)d. Narrow the search.") % {"most": DEEPEST}]}
            )
        return attrs | {"of_class": self._of_class(attrs["class_code"])}

    def _of_class(self, classes: list[str]) -> tuple[dict, dict, dict]:
        """Choices of attributes: only of one class, only values that fit."""
        query = self.initial_data
        given = attributes_in(query) if isinstance(query, QueryDict) else {}
        if not given:
            return {}, {}, {}
        if len(classes) != 1:
            faults = {
                f"{PREFIX}{code}"[:60]: [_("Choose exactly one class_code to narrow by its properties.")]
                for code in given
            }
            raise serializers.ValidationError(faults)
        found = attribute_filters(given.items(), classes[0])
        read = {code for part in found for code in part}
        if strange := sorted(set(given) - read):
            message = _("The class has no such property to narrow by, or the value is none of it.")
            raise serializers.ValidationError({f"{PREFIX}{code}"[:60]: [message] for code in strange[:10]})
        return found


def filters_from(asked: dict[str, Any]) -> queries.SearchFilters:
    """What ``SearchIn`` read, as the search takes it."""
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


SEARCH = [
    SearchIn,
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
        "sort",
        {"type": "string", "enum": list(SORTS), "default": RELEVANCE},
        examples=[OpenApiExample("Shortest lead time first", LEAD_TIME)],
    ),
    OpenApiParameter(
        "attributes",
        {"type": "object", "additionalProperties": {"type": "string"}},
        explode=True,
        style="form",
        description=(
            "Properties of the one chosen class: `a_<code>=low..high` in the unit of the facet (either end may be "
            "missing), `a_<code>=<option>`, or `1` and `0` for yes and no."
        ),
        examples=[
            OpenApiExample("Bearings of 20 to 60 mm bore", {"class_code": "31171504", "a_bore": "20..60"}),
            OpenApiExample("Sealed, at least 20 mm", {"class_code": "31171504", "a_bore": "20..", "a_sealing": "seal"}),
        ],
    ),
]
