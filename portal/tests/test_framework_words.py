"""Texts of the frameworks are ours in Korean; what a framework no longer says is not kept."""

from pathlib import Path

import allauth
import django
import polib
import pytest
import rest_framework
from django import forms
from django.utils.translation import override
from rest_framework import serializers

from portal.forms import TickField
from portal.wording import framework

PACKAGES = {
    django: "django/conf/locale/ko",
    rest_framework: "rest_framework/locale/ko_KR",
    allauth: "allauth/locale/ko",
}
OLD_FASHIONED = ("필드", "유효", "딕셔너리", "null일", "blank")


def known_texts() -> set[str]:
    """Everything the frameworks can say, from the catalogs that they bring along."""
    found = set()
    for package, folder in PACKAGES.items():
        root = Path(package.__file__).parent.parent
        found |= {entry.msgid for entry in polib.mofile(str(root / folder / "LC_MESSAGES" / "django.mo"))}
    return found


@pytest.mark.parametrize("texts", [framework.FORMS, framework.API, framework.ACCOUNT])
def test_the_frameworks_still_say_these(texts):
    assert set(texts) <= known_texts()


class Application(forms.Form):
    name = forms.CharField(min_length=2)
    site = forms.URLField(assume_scheme="https")
    amount = forms.DecimalField(decimal_places=3)
    agreed = TickField()


class ApplicationIn(serializers.Serializer):
    name = serializers.CharField(allow_null=False)


def test_mistakes_in_forms_are_told_in_plain_korean():
    with override("ko"):
        errors = Application({"name": "가", "site": "x y", "amount": "1.23456"}).errors
        said = {name: [str(message) for message in messages] for name, messages in errors.items()}
        missing = [str(message) for message in Application({}).errors["name"]]
    assert said["name"] == ["2자 이상 적으십시오. 지금은 1자입니다."]
    assert said["site"] == ["웹 주소가 아닙니다. https://www.example.com처럼 적으십시오."]
    assert said["amount"] == ["소수점 아래는 3자리까지 적을 수 있습니다."]
    assert said["agreed"] == ["계속하려면 이 칸을 선택하십시오."]
    assert missing == ["빠져 있습니다. 입력하거나 선택하십시오."]


def test_mistakes_in_calls_are_told_in_plain_korean():
    with override("ko"):
        for data in ([], {}, {"name": None}, {"name": ""}, {"name": {}}):
            call = ApplicationIn(data=data)
            assert not call.is_valid()
            said = " ".join(str(words) for details in call.errors.values() for words in details)
            assert not any(word in said for word in OLD_FASHIONED), said
