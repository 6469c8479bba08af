from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from config.env import Environment, database_from_url, kept_secret


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n", encoding="utf-8")
    env = Environment({"KEY_FILE": str(tmp_path / "key")})
    assert env.text("KEY", "default") == "from the file"


def test_a_named_file_that_cannot_be_read_is_no_default(tmp_path: Path) -> None:
    env = Environment({"KEY_FILE": str(tmp_path / "absent")})
    with pytest.raises(ImproperlyConfigured, match="KEY_FILE cannot be read"):
        env.text("KEY", "default")


def test_a_value_and_a_file_at_once_are_refused(tmp_path: Path) -> None:
    env = Environment({"KEY": "a", "KEY_FILE": str(tmp_path / "key")})
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.text("KEY")


@pytest.mark.parametrize("value", ["maybe", "2", "truee"])
def test_a_boolean_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="true or false"):
        Environment({"FLAG": value}).boolean("FLAG", True)


def test_booleans_are_read_and_default() -> None:
    env = Environment({"ON": "Yes", "OFF": "0", "EMPTY": ""})
    assert env.boolean("ON", False) is True
    assert env.boolean("OFF", True) is False
    assert env.boolean("EMPTY", True) is True


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "0"])
def test_a_number_out_of_bounds_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        Environment({"COUNT": value}).integer("COUNT", 3, at_least=1)


def test_words_are_parted_by_commas_or_spaces() -> None:
    assert Environment({"LIST": "GE, AM  AZ"}).words("LIST") == ["GE", "AM", "AZ"]
    assert Environment({"LIST": ""}).words("LIST", "GE") == []


def test_the_first_choice_is_the_default_and_others_are_refused() -> None:
    assert Environment({}).choice("MODE", ("strict", "lax")) == "strict"
    with pytest.raises(ImproperlyConfigured, match="strict, lax"):
        Environment({"MODE": "loose"}).choice("MODE", ("strict", "lax"))


def test_a_kept_secret_stays_and_only_we_can_read_it(tmp_path: Path) -> None:
    made = iter(["first", "second"])
    folder = tmp_path / "secrets"
    assert kept_secret(folder, "key", lambda: next(made)) == "first"
    assert kept_secret(folder, "key", lambda: next(made)) == "first"
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["key"]


def test_a_database_address_is_taken_apart() -> None:
    url = "postgresql://us%40er:p%2Fw@db.example.org:6432/way?sslmode=verify-full"
    assert database_from_url(url) == {
        "ENGINE": "config.postgresql",
        "NAME": "way",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example.org",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_a_socket_folder_is_a_host() -> None:
    url = "postgresql://waymark@/waymark?host=%2Frun%2Fpostgresql"
    assert database_from_url(url)["HOST"] == "/run/postgresql"


@given(st.sampled_from(["mysql", "sqlite", "http", ""]), st.text(max_size=20))
def test_no_other_database_is_taken(scheme: str, rest: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        database_from_url(f"{scheme}:{rest}".replace("[", "").replace("]", ""))


@pytest.mark.parametrize(
    "url",
    ["", "https://gateway.example.org/call", "http://127.0.0.1:8080/", "http://[::1]/"],
)
def test_a_web_address_is_encrypted_or_stays_here(url: str) -> None:
    assert Environment({"A": url}).web_address("A") == url


@pytest.mark.parametrize(
    "url", ["http://gateway.example.org/", "ftp://127.0.0.1/", "gateway", "file:///etc"]
)
def test_no_other_web_address_is_taken(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Environment({"A": url}).web_address("A")


def test_a_command_is_parted_as_a_shell_would() -> None:
    env = Environment({"A": "send --to 'the night desk'", "B": "send 'open"})
    assert env.command("A") == ["send", "--to", "the night desk"]
    assert env.command("unset") == []
    with pytest.raises(ImproperlyConfigured):
        env.command("B")
