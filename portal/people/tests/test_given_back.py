"""Which forms of a page what was typed is given back to."""

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import QueryDict

from portal.people.entrance.resume import KeptForm


class Title(forms.Form):
    title = forms.CharField()
    key = forms.CharField(widget=forms.HiddenInput)
    at = forms.SplitDateTimeField(required=False)


class Reason(forms.Form):
    reason = forms.CharField()
    urgent = forms.BooleanField(required=False, initial=True)


class Proof(forms.Form):
    proof = forms.FileField(required=False)
    pages = forms.IntegerField()


class Press(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, initial=True)


Rows = forms.formset_factory(Proof, extra=2, min_num=1, max_num=6, absolute_max=6)


@pytest.fixture
def given_back(rf):
    def give_back(sent: str, **context) -> KeptForm:
        request = rf.get("/")
        request.session, request._messages = {}, CookieStorage(request)
        kept = KeptForm(QueryDict(sent), back="/")
        kept.fill(request, context)
        kept.told = [message.message for message in request._messages]
        return kept

    return give_back


def test_every_form_of_the_sending_is_filled_once(given_back):
    title, reason = Title(), Reason(prefix="why")
    other = Reason(prefix="other")

    given_back("title=Rollers&at_0=2026-11-30&at_1=10:00&why-reason=Worn", a=title, b={"c": [reason, other]})

    assert (title["title"].value(), title["at"].value()) == ("Rollers", ["2026-11-30", "10:00"])
    assert (reason["reason"].value(), reason["urgent"].value()) == ("Worn", False)
    assert (other["reason"].value(), other["urgent"].value()) == (None, True)


def test_of_forms_that_ask_the_same_only_one_is_filled(given_back):
    one, same = Reason(), Reason()
    given_back("reason=Worn&urgent=on", a=one, b=same)
    assert [form["reason"].value() for form in (one, same)] == ["Worn", None]


def test_a_form_that_only_carries_a_hidden_field_of_the_same_name_stays_as_it_was(given_back):
    title, press = Reason(), Press(initial={"key": "new"})
    given_back("reason=Worn&key=old", a=title, b=press)
    assert (press["key"].value(), press["sure"].value()) == ("new", True)


def test_rows_are_counted_as_they_were_sent_whatever_the_formset_begins_with(given_back):
    stored = Rows(prefix="rows", initial=[{"pages": 1}, {"pages": 2}, {"pages": 3}])
    begun, capped = Rows(prefix="more"), Rows(prefix="most")
    listed = list(stored.forms)

    kept = given_back(
        "rows-TOTAL_FORMS=1&rows-0-pages=9&more-TOTAL_FORMS=2&more-1-pages=8&most-TOTAL_FORMS=600",
        stored=stored,
        rows=listed,
        begun=begun,
        capped=capped,
    )

    assert [row["pages"].value() for row in stored.forms] == ["9"]
    assert [row["pages"].value() for row in begun.forms] == [None, "8"]
    assert len(capped.forms) == 6
    assert (stored.management_form["TOTAL_FORMS"].value(), stored.management_form["INITIAL_FORMS"].value()) == (1, 1)
    assert "Files have to be chosen again." in kept.told[0] or "파일" in kept.told[0]


def test_nothing_is_said_where_nothing_fits(given_back):
    kept = given_back("elsewhere=1", a=Title(), b=Rows(prefix="rows"))
    assert (kept.is_filled, kept.told) == (False, [])
