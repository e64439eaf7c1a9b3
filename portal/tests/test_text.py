"""Characters that cannot be seen are refused; what can be seen stays."""

import pytest
from django.core.exceptions import ValidationError

from portal.text import clean_line, clean_lines


@pytest.mark.parametrize(
    "hidden",
    ["\u3164", "\u115f", "\u1160", "\uffa0", "\u200b", "\u202e", "\u2066", "\ufeff", "\u2800", "\u00ad", "\x00"],
)
@pytest.mark.parametrize("clean", [clean_line, clean_lines])
def test_hidden_characters_are_refused_alone_and_inside(hidden, clean):
    for text in (hidden, f"가람{hidden}정밀"):
        with pytest.raises(ValidationError):
            clean(text)


@pytest.mark.parametrize("text", ["가람정밀(주)", "O'Brien & Söhne", "👩‍🏭 안전", "東行", "नमस्ते", "①", "ㄱ"])
def test_what_can_be_seen_stays(text):
    assert clean_line(text) == text


def test_joiners_alone_are_nothing_to_see():
    with pytest.raises(ValidationError):
        clean_line("\u200d\u200d")


def test_lines_stay_lines():
    assert clean_lines("하나\r\n둘\u2028셋\r\r\r넷") == "하나\n둘\n셋\n\n넷"
    assert clean_line("하나\r\n둘\u2028셋") == "하나 둘 셋"
