"""Where the real data is not, its tests do not pass in silence."""

import pytest

from portal.tests import shared_data


def test_without_the_real_data_a_test_fails_unless_that_was_said(monkeypatch, tmp_path):
    monkeypatch.setattr(shared_data, "FOLDER", tmp_path / "nowhere")
    monkeypatch.setattr(shared_data, "WITHOUT", False)
    assert "SHARED_DATA=none" in shared_data.missing()
    with pytest.raises(pytest.fail.Exception, match="SHARED_DATA=none"):
        shared_data.golden("any")
    monkeypatch.setattr(shared_data, "WITHOUT", True)
    assert shared_data.missing() == ""
    with pytest.raises(pytest.skip.Exception, match="without"):
        shared_data.golden("any")
