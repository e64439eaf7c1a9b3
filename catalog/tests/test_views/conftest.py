"""People, classes and texts that the doors' tests share."""

import pytest

from catalog.tests.factories import attribute, class_node
from portal.tests.factories import supplier


@pytest.fixture
def english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def seller():
    return supplier("SA")


@pytest.fixture
def node():
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", required=True, name_en="Bore")
    attribute(node, "working", "RANGE", quantity="temperature", unit="Cel", name_en="Working temperature")
    attribute(node, "grade", "ENUM", options=[("a", "가", "A"), ("b", "나", "B")], name_en="Grade")
    attribute(node, "sealed", "BOOL", name_en="Sealed")
    return node
