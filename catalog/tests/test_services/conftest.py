"""People and a class that the services' tests share."""

import pytest
from django.utils.translation import override

from catalog.tests.factories import attribute, class_node
from portal.tests.factories import supplier


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def seller():
    return supplier("SA")


@pytest.fixture
def node():
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    return node
