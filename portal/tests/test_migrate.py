"""Steps of migrations render what they change; whoever needs all models gets them whole."""

from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.migrations.operations import AddConstraint, AddField, AlterField, CreateModel, RemoveConstraint
from django.db.migrations.state import ModelState, ProjectState

from portal.management.commands.migrate import copies_not_checked, models_rendered_alone, swapped_models_remembered

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


def test_a_changed_field_renders_its_own_model_and_those_that_refer_to_it():
    state = two_related_models()
    company, order = state.apps.get_model("shop", "Company"), state.apps.get_model("shop", "Order")

    with models_rendered_alone():
        link = models.ForeignKey("shop.Company", models.PROTECT, related_name="orders", null=True)
        AlterField("Order", "company", link).state_forwards("shop", state)
    assert state.apps.get_model("shop", "Order")._meta.get_field("company").null
    assert state.apps.get_model("shop", "Company") is company

    with models_rendered_alone():
        AlterField("Company", "id", models.IntegerField(primary_key=True)).state_forwards("shop", state)
    company = state.apps.get_model("shop", "Company")
    assert state.apps.get_model("shop", "Order") is not order
    assert state.apps.get_model("shop", "Order")._meta.get_field("company").related_model is company


def test_a_constraint_that_goes_renders_its_own_model_and_no_other():
    state = two_related_models()
    rule = models.CheckConstraint(condition=models.Q(id__gt=0), name="counted")
    with models_rendered_alone():
        AddConstraint("Company", rule).state_forwards("shop", state)
        order = state.apps.get_model("shop", "Order")
        RemoveConstraint("Company", "counted").state_forwards("shop", state)
    assert state.apps.get_model("shop", "Company")._meta.constraints == []
    assert state.apps.get_model("shop", "Order") is order


def test_the_copy_of_a_state_is_what_django_makes_of_it():
    state = two_related_models().models["shop", "order"]
    of_django = state.clone()
    with copies_not_checked():
        ours = state.clone()
    assert ours == of_django
    assert type(ours) is ModelState
    ours.fields["more"] = models.IntegerField()
    ours.options["indexes"] = [1]
    assert (list(state.fields), state.options["indexes"]) == (["id", "company"], [])


def test_which_setting_swaps_a_model_is_looked_up_once(monkeypatch):
    label, asked = get_user_model()._meta.label, []
    of_django = Apps.get_swappable_settings_name

    def get_models(**kept):
        asked.append(kept)
        return Apps.get_models(apps, **kept)

    monkeypatch.setattr(apps, "get_models", get_models)
    with swapped_models_remembered():
        found = []
        for _each in range(3):
            found.append((apps.get_swappable_settings_name(label), apps.get_swappable_settings_name("shop.Order")))
            ProjectState().apps.clear_cache()  # as with each rendered model
        assert len(asked) <= 2
    assert found == [("AUTH_USER_MODEL", None)] * 3
    assert Apps.get_swappable_settings_name is of_django


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
