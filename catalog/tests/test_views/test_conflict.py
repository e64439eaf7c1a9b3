"""Two windows at one step: what nobody touched takes what stands; what differs, and whose it is, is said."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog import services
from catalog.models import Product
from catalog.tests.factories import ProductFactory, class_node, whole_draft
from portal.tests.factories import UserFactory
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
OWN = "You changed this in another window."


@pytest.fixture
def draft(seller, node, english):
    sign_in(english, seller)
    return whole_draft(seller, node)


def url(step, draft):
    return reverse(f"catalog:draft-{step}", args=[draft.uid])


def window(client, address):
    """What a browser would send from the page at ``address`` if nothing were touched."""
    shown = client.get(address).context
    sent = {name: shown[name] for name in ("seen", "loaded")}
    for field in shown["form"].visible_fields():
        value = field.value()
        if isinstance(value, dict) or field.html_name in ("attr_bore", "attr_working"):
            sent |= {f"{field.html_name}_{part}": text for part, text in (value or {}).items()}
        else:
            sent[field.html_name] = str(field.field.prepare_value(value) if value is not None else "")
    return sent


def listed(response):
    return [(each.label, each.theirs, each.mine) for each in response.context["differences"]]


def test_what_was_not_touched_takes_what_the_other_window_saved(english, draft):
    services.save_draft(draft, by=draft.created_by, texts={"description_ko": "한 줄\n두 줄"})
    first, second = window(english, url("basics", draft)), window(english, url("basics", draft))
    english.post(url("basics", draft), first | {"name_en": "Typed first", "then": "stay"})
    second["description_ko"] = second["description_ko"].replace("\n", "\r\n")  # as browsers send it

    response = english.post(url("basics", draft), second | {"maker": "Typed second"})

    assert response.status_code == 409
    assert OWN in response.content.decode()
    assert response.context["form"]["name_en"].value() == "Typed first"
    assert listed(response) == [("Maker", draft.maker, "Typed second")]
    again = second | {name: response.context[name] for name in ("seen", "loaded")}
    english.post(url("basics", draft), again | {"name_en": "Typed first", "maker": "Typed second"})
    draft.refresh_from_db()
    assert (draft.name_en, draft.maker, draft.description_ko) == ("Typed first", "Typed second", "한 줄\n두 줄")


def test_of_a_colleague_it_says_somebody_else(english, draft):
    colleague = Client()
    sign_in(colleague, UserFactory(company=draft.product.company, roles=("SU",)))
    mine = window(english, url("basics", draft))
    colleague.post(url("basics", draft), window(colleague, url("basics", draft)) | {"name_en": "Theirs"})

    response = english.post(url("basics", draft), mine | {"maker": "Mine"})

    assert OWN not in response.content.decode()
    assert "Somebody else has changed this" in response.content.decode()
    assert response.context["form"]["name_en"].value() == "Theirs"


def test_a_window_in_which_nothing_was_touched_goes_on_and_overwrites_nothing(english, draft):
    second = window(english, url("attributes", draft))
    services.save_draft(draft, by=draft.created_by, attributes={"bore": {"value": "25", "unit": "mm"}})

    assert english.post(url("attributes", draft), second | {"then": "next"}).headers["Location"] == url("supply", draft)

    assert [value.shown for value in draft.values.all()] == ["25 mm"]


def test_differing_values_are_listed_with_the_units_that_people_read(english, draft):
    stored = {"bore": {"value": "20", "unit": "mm"}, "working": {"low": "-10", "high": "80", "unit": "Cel"}}
    second = window(english, url("attributes", draft))
    services.save_draft(draft, by=draft.created_by, attributes=stored)
    typed = {"attr_working_low": "-20", "attr_working_high": "80", "attr_working_unit": "Cel"}

    response = english.post(url("attributes", draft), second | typed)

    differing = [("Working temperature", "-10 – 80 °C", "-20 – 80 °C")]
    assert listed(response) == differing  # two empty choices are no difference


def test_an_automatic_save_counts_as_what_the_window_holds(english, draft):
    first, second = window(english, url("basics", draft)), window(english, url("basics", draft))
    saved = english.post(url("basics", draft), first | {"maker": "By itself", "then": "auto"}, **HTMX)
    first |= {"maker": "By itself"} | {name: saved.context[name] for name in ("seen", "loaded")}
    told = english.post(url("basics", draft), second | {"model": "Second", "then": "auto"}, **HTMX)
    assert (told.status_code, OWN in told.content.decode()) == (409, True)
    services.save_draft(draft, by=draft.created_by, texts={"maker": "Elsewhere"})

    english.post(url("basics", draft), first)

    draft.refresh_from_db()
    assert draft.maker == "Elsewhere"


def test_a_refused_save_still_notices_what_changed_meanwhile(english, draft):
    second = window(english, url("basics", draft))
    services.save_draft(draft, by=draft.created_by, texts={"name_en": "Elsewhere"})

    refused = english.post(url("basics", draft), second | {"hs_code": "12", "maker": "Mine"})

    assert refused.status_code == 422
    again = second | {"maker": "Mine"} | {name: refused.context[name] for name in ("seen", "loaded")}
    response = english.post(url("basics", draft), again)
    assert (response.status_code, response.context["form"]["name_en"].value()) == (409, "Elsewhere")


def test_a_class_that_another_window_chose_stays(english, draft):
    beside = class_node("99171505", "롤러 베어링", "Roller bearings")
    second = window(english, url("basics", draft)) | {"class": draft.class_node.code}
    second["class_before"] = draft.class_node.code
    services.save_draft(draft, by=draft.created_by, class_node=beside)

    response = english.post(url("basics", draft), second | {"maker": "Mine"})

    assert (response.status_code, response.context["node"]) == (409, beside)


def test_price_and_supply_of_a_published_product_in_two_windows(english, seller):
    product = ProductFactory(company=seller.company)
    sign_in(english, seller)
    address = reverse("catalog:product-supply", args=[product.uid])
    first, second, third = (window(english, address) for _each in range(3))
    english.post(address, first | {"price": "13,000"})

    response = english.post(address, second | {"lead_time_days": "9"})

    assert (response.status_code, OWN in response.content.decode()) == (409, True)
    assert listed(response) == [("Lead time", "14", "9")]
    assert response.context["form"]["price"].value() == "13,000"
    assert english.post(address, third).status_code == 303
    assert Product.objects.get(pk=product.pk).price == 13_000
