"""The key of stored tokens: from the settings, or a file that only its owner reads."""

import stat

import pytest

from bot.app.config import ConfigError, Settings, load
from bot.app.keys import keys_in, make_key

KEY, OTHER = "K" * 42 + "0=", "A" * 42 + "0="


def test_key_is_made_once_for_its_owner_alone(tmp_path):
    folder = tmp_path / "data"
    assert keys_in(folder) is None
    made = make_key(folder)
    assert make_key(folder) == made == keys_in(folder) == Settings(data_dir=folder).keys
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]


def test_setting_goes_before_the_file_and_may_hold_several(tmp_path):
    make_key(tmp_path)
    keys = Settings(data_dir=tmp_path, secret_key=f"{KEY},{OTHER}").keys
    assert keys.values == (KEY, OTHER)
    assert keys.whence == "QUIZMASTER_SECRET_KEY"
    assert KEY not in repr(Settings(secret_key=KEY))


@pytest.mark.parametrize("said", ["hunter2", f"{KEY},short", ","])
def test_what_is_no_key_is_said_without_showing_it(said, monkeypatch, tmp_path):
    monkeypatch.setenv("QUIZMASTER_SECRET_KEY", said)
    with pytest.raises(ConfigError) as told:
        load()
    assert "QUIZMASTER_SECRET_KEY" in str(told.value)
    assert said not in str(told.value).replace(", ", "")
    (tmp_path / "secret.key").write_text("hunter2")
    with pytest.raises(ConfigError, match="holds no key"):
        _ = Settings(data_dir=tmp_path, secret_key=None).keys
