"""Every script in ``docs/examples/`` is run as it stands, against a server; the guides show parts of these files."""

import json

import pytest
from django.apps import apps

from catalog.models import Product
from catalog.starter.loading import load_starter
from portal.partners.tests.factories import make_client
from portal.tests.example_runs import run_example
from portal.tests.factories import supplier

BOTH = pytest.mark.parametrize("ending", ["sh", "py"], ids=["curl", "python"])


@pytest.fixture
def classes(transactional_db) -> None:
    """The classes of a fresh portal: a test before this one may have emptied the tables."""
    load_starter(apps)


@BOTH
def test_the_quick_start_writes_a_product(ending, classes, live_server):
    company = supplier().company
    client, secret = make_client(company, "catalog.write", "tender.read")

    told = run_example(f"quickstart.{ending}", live_server.url, client.client_id, secret)

    assert [product.sku for product in Product.objects.filter(company=company)] == ["QS-6204-2RS"]
    assert "validation_failed" in told


def test_answers_that_guides_show_have_the_shape_of_the_description():
    from portal.developers.queries import description, examples
    from portal.tests.test_api_examples import faults_of

    described = description.description()
    operations = {told["operationId"]: told for each in described["paths"].values() for told in each.values()}
    wrong = []
    for path in sorted((examples.FOLDER / "answers").glob("*.json")):
        name, _dot, status = path.stem.rpartition(".")
        answer = operations[name]["responses"][status]
        if "$ref" in answer:
            answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        schema = next(iter(answer["content"].values()))["schema"]
        wrong += [f"{path.name}: {fault}" for fault in faults_of(json.loads(path.read_text()), schema)]
    assert wrong == []


@BOTH
def test_rows_that_are_right_are_taken_and_the_others_named(ending, classes, live_server):
    company = supplier().company
    client, secret = make_client(company, "catalog.write")

    told = run_example(f"products.{ending}", live_server.url, client.client_id, secret)

    assert set(Product.objects.filter(company=company).values_list("sku", flat=True)) == {"BRG-6204", "BRG-6205"}
    assert "bore" in told
    assert "BRG-6206" in told
    assert "faulty" in told
