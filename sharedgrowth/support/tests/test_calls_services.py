"""Calls and applications as other tests take them."""

import pytest

from portal.clock import db_now
from portal.errors import RuleBroken
from portal.tests.factories import staff
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.services import forms
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ApplicationState.values)
def test_an_application_in_every_state(state):
    made = factories.applied(state=state)

    assert made.state == state
    assert made.facts["trading"] is False
    assert list(open_calls(db_now())) == [made.call]


def test_a_form_offers_only_levels_that_the_funding_rule_knows():
    officer = staff("SG")
    factories.form_of("smart_factory")
    draft = forms.new_version("smart_factory", by=officer)
    level = draft.fields.get(key="level")
    strange = {"value": "advanced3", "ko": "고도화 3", "en": "Advanced 3"}

    with pytest.raises(RuleBroken, match="advanced3") as refusal:
        forms.save_field(draft, level, options=[*level.options, strange], by=officer)
    assert refusal.value.field == "options"
    forms.save_field(draft, level, options=level.options[:2], by=officer)
