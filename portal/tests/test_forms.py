"""Forms: what is wrong is said in words at the field, and nothing typed is lost."""

from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.models import Permission
from django.template import Context, engines
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.forms import MOST_WON, CodeField, FilterForm, MomentField, TextField, WonField


class Offer(forms.Form):
    name = TextField(label="Name", help_text="As on the data sheet.", widget=forms.TextInput(attrs={"class": "wide"}))
    price_won = WonField(label="Price", min_value=1)
    length = forms.DecimalField(label="Length", required=False, widget=forms.TextInput(attrs={"data-unit": "mm"}))
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1899-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_of_the_first_or_last_years_is_refused_at_its_field(typed):
    with override("en"), pytest.raises(forms.ValidationError, match="1900 and 2100"):
        MomentField(input_formats=["%Y-%m-%dT%H:%M"]).clean(typed)


@given(amount=st.integers(min_value=0, max_value=int(MOST_WON)))
def test_every_amount_that_we_show_is_read_back(amount):
    field = WonField()
    shown = field.prepare_value(Decimal(amount))
    assert field.clean(shown) == amount
    assert field.clean(f"₩{shown}") == field.clean(f"{shown} 원") == field.clean(str(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("90,000,000", 90_000_000), ("９０，０００，０００", 90_000_000), (" 007 ", 7), ("1 500 000", 1_500_000)]
    + [("90,000,000 KRW", 90_000_000), ("krw 5", 5)],
)
def test_won_as_people_type_it(typed, amount):
    assert WonField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("-5", "negative"),
        ("−5", "negative"),
        ("1200.50", "decimals"),
        ("1,5", "invalid"),
        ("90,00,000", "invalid"),
        ("1e9", "invalid"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("구천만", "invalid"),
        ("9" * 400, "max"),
        ("0", "min"),
        ("²", "invalid-or-fine"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(typed, code):
    if code == "invalid-or-fine":  # NFKC makes a superscript two a plain two
        assert WonField(min_value=1).clean(typed) == 2
        return
    with pytest.raises(forms.ValidationError) as refusal:
        WonField(min_value=1).clean(typed)
    assert refusal.value.error_list[0].code == code


def test_a_refusal_shows_the_typed_value_shortened_and_escaped():
    form = Offer({"price_won": "<script>" + "x" * 500})
    page = str(form)
    assert "<script>" not in page
    assert "x" * 40 not in form.errors["price_won"].as_text()


def test_a_broken_form_comes_back_whole():
    form = Offer({"name": "\u3164", "price_won": "1,5", "length": "12", "kind": "b"})
    with override("en"):
        page = str(form)
    assert 'value="1,5"' in page
    assert 'value="12"' in page
    assert "3 things to fix" in page
    assert '<a href="#id_price_won">' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'class="wide form-control"' in page


def test_labels_say_required_or_optional_in_words():
    with override("en"):
        page = str(Offer())
    assert page.count('<span class="req">required</span>') == 4
    assert page.count('<span class="opt">(optional)</span>') == 1
    assert '<div class="with-unit"><input' in page
    assert "<span>mm</span>" in page
    assert "data-money" in page
    assert "<legend>" in page


def test_the_summary_links_to_the_first_choice_of_a_group():
    assert '<a href="#id_kind_0">' in str(Offer({}))
    assert 'id="id_kind_0"' in str(Offer())


def test_errors_of_the_whole_form_come_first_and_without_a_link():
    form = Offer({"name": "a", "price_won": "5", "kind": "a", "agreed": "on"})
    form.add_error(None, "The tender is closed.")
    page = engines["django"].from_string("{% error_summary form %}").template.render(Context({"form": form}))
    assert "<li>The tender is closed.</li>" in page


def test_the_summary_reaches_into_formsets():
    Lines = forms.formset_factory(Offer)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-price_won": "-1"}
    lines = Lines(data)
    page = (
        engines["django"]
        .from_string("{% error_summary form lines %}")
        .template.render(
            Context({"form": Offer({"name": "a", "price_won": "5", "kind": "a", "agreed": "on"}), "lines": lines})
        )
    )
    assert '<a href="#id_form-0-price_won">' in page


def test_text_is_composed_and_visible():
    assert TextField().clean("  가람   정밀 ") == "가람 정밀"
    assert TextField(widget=forms.Textarea).clean("a\r\nb") == "a\nb"
    with pytest.raises(forms.ValidationError):
        TextField().clean("\u202egnp.exe")


class Draft(forms.Form):
    code = CodeField(label="Code", required=False)
    note = forms.CharField(label="Note", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].needed_later = True


def test_a_code_is_plain_letters_and_digits():
    assert CodeField().clean("  ＳＢ－６２０４　Ａ ") == "SB-6204 A"
    with pytest.raises(forms.ValidationError):
        CodeField().clean("６２０４\u202e")


def test_what_a_draft_may_lack_and_its_submission_not_is_not_called_optional():
    with override("en"):
        page = Draft()
        assert "needed to submit" in page["code"].as_field_group()
        assert "(optional)" in page["note"].as_field_group()


class Find(FilterForm):
    q = forms.CharField(label="Search", required=False)
    year = forms.IntegerField(label="Year", required=False)


def test_a_filter_ignores_what_it_cannot_read_and_asks_for_nothing():
    assert Find({"q": "pump", "year": "x"}).given() == {"q": "pump"}
    page = str(Find({})["q"].as_field_group())
    assert "optional" not in page


class Choice(forms.Form):
    kind = forms.ModelChoiceField(label="Kind", queryset=Permission.objects.none())
    consent = forms.BooleanField(label="I agree that it is kept.")


@pytest.mark.django_db
def test_nothing_chosen_is_said_in_words_not_dashes():
    with override("ko"):
        shown = str(Choice()["kind"])
    assert "---" not in shown
    assert ">선택</option>" in shown


def test_the_summary_names_a_sentence_to_consent_to_without_its_full_stop():
    template = engines["django"].from_string("{% error_summary form %}")
    assert "I agree that it is kept: " in template.render({"form": Choice({})})
