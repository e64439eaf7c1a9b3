"""One style over all operations (decision 0043): held over the description, and by asking every list."""

import json
import re
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from rest_framework.exceptions import ValidationError
from rest_framework.fields import DateField
from rest_framework.test import APIClient

from portal.api import fields
from portal.api.doors import Door
from portal.api.filters import orders_of
from portal.tests.test_guards import our_views

OWN_STANDARD = ("/api/v1/ocds/",)  # the Open Contracting Data Standard names its own things
FEEDS = ("/api/v1/changes/",)  # a feed has one order: as it happened
PAGE = {"cursor", "page_size"}
RANGE = re.compile(r"[a-z][a-z_]*_(from|before)")
DAYS = ("_on", "_from", "_before", "_until", "_by", "_for")  # a day, or the end of a span or term
MOMENTS = ("_at",)
MADE_ELSEWHERE = {"Problem"}


@cache
def described() -> dict[str, Any]:
    """The whole description."""
    return json.loads(Client().get(reverse("openapi")).content)


def reads() -> list[tuple[str, dict[str, Any]]]:
    """Every GET with its path."""
    return [
        (path, methods["get"])
        for path, methods in described()["paths"].items()
        if "get" in methods and not path.startswith(OWN_STANDARD)
    ]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    while "$ref" in schema:
        schema = described()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of its success."""
    content = operation["responses"].get("200", {}).get("content", {})
    return resolved(content.get("application/json", {}).get("schema", {}))


def query_of(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its query parameters by name."""
    return {each["name"]: each for each in operation.get("parameters", []) if each["in"] == "query"}


def lists() -> list[tuple[str, dict[str, Any]]]:
    """The GETs whose answer has results."""
    return [
        (path, operation)
        for path, operation in reads()
        if "results" in answer_of(operation).get("properties", {}) and not path.endswith("}/")
    ]


def kinds(schema: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Types and formats that a property may have."""
    parts = [resolved(part) for part in schema.get("oneOf", schema.get("anyOf", [schema]))]
    types: set[str] = set()
    for part in parts:
        told = part.get("type", [])
        types |= {told} if isinstance(told, str) else set(told)
    return types, {part["format"] for part in parts if "format" in part}


@pytest.mark.django_db
def test_no_answer_is_a_bare_list():
    assert [path for path, operation in reads() if answer_of(operation).get("type") == "array"] == []


@pytest.mark.django_db
def test_every_list_has_the_same_page_and_an_order():
    faults = {}
    for path, operation in lists():
        page, query = answer_of(operation)["properties"], query_of(operation)
        missing = (PAGE | ({"ordering"} if not path.startswith(FEEDS) else set())) - set(query)
        missing |= {"next", "previous", "results"} - set(page)
        missing |= {"page", "offset", "limit", "sort"} & set(query)
        if missing:
            faults[path] = sorted(missing)
    assert faults == {}


@pytest.mark.django_db
def test_parameters_are_named_in_one_style():
    faults = []
    for path, operation in reads():
        for name, parameter in query_of(operation).items():
            schema = parameter["schema"]
            is_list = schema.get("type") == "array"
            _types, formats = kinds(schema)
            wrong = not re.fullmatch(r"[a-z][a-z0-9_]*", name) or "__" in name
            wrong |= is_list and (parameter.get("explode") is not False or parameter.get("style") != "form")
            wrong |= bool({"date", "date-time"} & formats) and not RANGE.fullmatch(name)
            wrong |= name.endswith(("_to", "_after", "_until", "_in", "_gte", "_lte"))
            if wrong:
                faults.append((path, name))
    assert faults == []


@pytest.mark.django_db
def test_every_parameter_says_what_it_does():
    faults = [
        (path, parameter["name"])
        for path, methods in described()["paths"].items()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    assert faults == []


@pytest.mark.django_db
def test_a_range_has_both_of_its_ends():
    faults = []
    for path, operation in lists():
        names = set(query_of(operation))
        for name in names:
            if (
                RANGE.fullmatch(name)
                and not {f"{name.rpartition('_')[0]}{end}" for end in ("_from", "_before")} <= names
            ):
                faults.append((path, name))
    assert faults == []


@pytest.mark.django_db
def test_fields_of_answers_are_named_in_one_style():
    faults = []
    for name, schema in described()["components"]["schemas"].items():
        if name in MADE_ELSEWHERE or name.endswith(("Request", "In")):
            continue
        for field, told in schema.get("properties", {}).items():
            types, formats = kinds(told)
            wrong = not re.fullmatch(r"[a-z][a-z0-9_]*", field) or "__" in field
            wrong |= "date" in formats and not (field.endswith(DAYS) or field in ("day", "on"))
            wrong |= "date-time" in formats and not (field.endswith(MOMENTS) or field in ("at", "utc", "kst"))
            wrong |= field.endswith("_on") and "date" not in formats
            wrong |= field.endswith("_at") and "date-time" not in formats
            wrong |= field.endswith("_won") and not types <= {"integer", "null"}
            wrong |= field in ("uid",) and "uuid" not in formats
            wrong |= field in ("url", "api_url") and "uri" not in formats
            wrong |= field == "id"
            if wrong:
                faults.append(f"{name}.{field}")
    assert faults == []


@pytest.mark.django_db
def test_rows_of_a_list_lead_to_their_own_address():
    """Where one thing can be read, the rows say where; and they have a key of their own."""
    paths = {path for path, _operation in reads()}
    faults = []
    for path, operation in lists():
        row = resolved(answer_of(operation)["properties"]["results"]["items"]).get("properties", {})
        one = [other for other in paths if re.fullmatch(re.escape(path) + r"\{[a-z]+\}/", other)]
        if one and ("api_url" not in row or not {"uid", "number", "code", "key"} & set(row)):
            faults.append(path)
    assert faults == []


def doors() -> dict[str, type]:
    """Our views of the API by the name of their URL."""
    return {name: view.cls for name, view in our_views().items() if hasattr(view, "cls")}


def test_every_view_of_the_api_knows_its_parameters():
    assert [name for name, view in doors().items() if not issubclass(view, Door)] == []


def test_days_that_programs_send_lie_in_our_years():
    """``fields.DayField``: what is reckoned from a day, such as the day after, has to be one."""
    wide = [
        f"{each.__name__}.{name}"
        for each in _below(fields.StrictSerializer)
        for name, field in each._declared_fields.items()
        if isinstance(field, DateField) and not (field.read_only or isinstance(field, fields.DayField))
    ]
    assert wide == []
    assert fields.DayField().run_validation("2100-12-31") == date(2100, 12, 31)
    for day in ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"):
        with pytest.raises(ValidationError, match="1900"):
            fields.DayField().run_validation(day)


def _below(kind: type) -> list[type]:
    return [found for each in kind.__subclasses__() for found in (each, *_below(each))]


@pytest.mark.django_db
def test_what_is_described_is_what_is_taken():
    """The parameters that a view lets in are those that its operation describes, in every GET."""
    faults = {}
    for pattern in _patterns():
        view = pattern.callback
        cls = getattr(view, "cls", None)
        if cls is None or not issubclass(cls, Door):
            continue
        actions = getattr(view, "actions", None) or {}
        if (actions and "get" not in actions) or (not actions and not hasattr(cls, "get")):
            continue
        made = cls(**getattr(view, "initkwargs", {}))
        made.action = actions.get("get")
        made.format_kwarg = None
        operation = described()["paths"].get(_path_of(pattern), {}).get("get")
        if operation is None:
            continue  # left out of the description on purpose
        named = {name for name in query_of(operation) if not made.takes("a_x") or name != "attributes"}
        if named != made.known_parameters():
            faults[_path_of(pattern)] = sorted(named ^ made.known_parameters())
    assert faults == {}


def _patterns():
    def walk(patterns, before):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, before + str(pattern.pattern))
            else:
                pattern.whole = before + str(pattern.pattern)
                yield pattern

    return [each for each in walk(get_resolver().url_patterns, "") if each.whole.startswith("api/")]


def _path_of(pattern) -> str:
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern.whole)
    path = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def test_no_list_can_be_ordered_by_what_it_does_not_tell():
    """Each name of an order is a field of the rows, so the order says nothing that the rows do not."""
    faults = {}
    for name, view in doors().items():
        orders = orders_of(view)
        serializer = getattr(view, "serializer_class", None)
        if not orders or serializer is None:
            continue
        told = set(serializer().get_fields())
        if strange := sorted(set(orders) - told):
            faults[name] = strange
    assert faults == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/v1/tenders/", "/api/v1/products/", "/api/v1/time", "/api/v1/results/", "/api/v1/ocds/releases/"]
)
def test_a_parameter_that_does_not_exist_is_a_400_that_names_it(path):
    answer = APIClient(raise_request_exception=False).get(path, {"statee": "open"})

    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["statee"]
