"""Steps of migrations render what they change; whoever needs all models gets them whole."""

from django.db import models
from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.state import ProjectState

from portal.management.commands.migrate import models_rendered_alone

ID = ("id", models.BigAutoField(primary_key=True))


def two_related_models() -> ProjectState:
    state = ProjectState()
    CreateModel("Company", [ID]).state_forwards("shop", state)
    link = models.ForeignKey("shop.Company", models.CASCADE, related_name="orders")
    CreateModel("Order", [ID, ("company", link)]).state_forwards("shop", state)
    assert state.apps.get_model("shop", "Order")  # rendered from here on, as in ``migrate``
    return state


def test_a_new_field_renders_its_own_model_and_no_other():
    state = two_related_models()
    company, order = state.apps.get_model("shop", "Company"), state.apps.get_model("shop", "Order")

    with models_rendered_alone():
        AddField("Company", "name", models.CharField(max_length=9, default="")).state_forwards("shop", state)
        CreateModel("Bill", [ID, ("order", models.ForeignKey("shop.Order", models.CASCADE))]).state_forwards(
            "shop", state
        )

    assert state.apps.get_model("shop", "Company") is not company
    assert state.apps.get_model("shop", "Order") is order
    assert state.apps.get_model("shop", "Bill")._meta.get_field("order").related_model is order


def test_code_that_runs_in_a_migration_sees_all_models_as_they_stand():
    state = two_related_models()
    with models_rendered_alone():
        AddField("Company", "name", models.CharField(max_length=9, default="")).state_forwards("shop", state)
    assert state.is_delayed

    state.clear_delayed_apps_cache()  # what ``RunPython`` does first

    company, order = state.apps.get_model("shop", "Company"), state.apps.get_model("shop", "Order")
    assert order._meta.get_field("company").related_model is company
    assert [relation.name for relation in company._meta.related_objects] == ["orders"]


def test_outside_of_it_django_does_as_before():
    before = ProjectState.add_model, ProjectState.add_field
    with models_rendered_alone():
        assert ProjectState.add_model is not before[0]
    assert (ProjectState.add_model, ProjectState.add_field) == before
