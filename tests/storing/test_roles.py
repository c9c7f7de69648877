"""Who may decide: without a file everyone on this machine, with one only whom it names, and never a name unproven."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxstats.errors import GxstatsError, NotAllowedError
from gxstats.storing.decisions import KINDS, Decisions
from gxstats.storing.roles import KINDS as DECIDED
from gxstats.storing.roles import Person, Request, Roles, load

HERE = Request("127.0.0.1", {"Host": "localhost:8501"})
FILE = """
[people]
assessor = ["李某"]
collector = ["王某", "赵某"]
[proxy]
address = "10.0.0.5"
secret = "a long secret"
[login]
name = "email"
"""


@pytest.fixture
def given(tmp_path: Path) -> Roles:
    (tmp_path / "roles.toml").write_text(FILE, encoding="utf-8")
    return load(tmp_path)


def by_proxy(name: str, address: str = "10.0.0.5", secret: str = "a long secret") -> Request:
    return Request(address, {"host": "gx.example", "x-remote-user": name, "x-gxstats-secret": secret})


def test_every_kind_of_decision_has_someone_who_may_write_it() -> None:
    assert set(KINDS) == set(DECIDED) == Roles().typed("a").may


def test_without_a_file_everyone_here_may_do_everything(tmp_path: Path) -> None:
    person = load(tmp_path).person(HERE, "张三")
    assert (person.name, person.how) == ("张三", "typed")
    Decisions(tmp_path).append("adjustment", "a", "-1", person)
    Decisions(tmp_path).append("correction", "b", "1", person)


@pytest.mark.parametrize("request_", [
    Request("192.168.1.7", {"Host": "localhost"}), Request(None, {"Host": "localhost"}), Request("127.0.0.1", {}),
    Request("127.0.0.1", {"Host": "gx.example"}), Request("127.0.0.1", {"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}),
    Request("127.0.0.1", {"host": "localhost", "forwarded": "for=1.2.3.4"}), Request("no address", {"Host": "localhost"}),
], ids=str)
def test_on_a_server_a_typed_name_is_nobody(tmp_path: Path, request_: Request) -> None:
    person = load(tmp_path).person(request_, "张三")
    assert person == Person("")
    for kind, choices in KINDS.items():
        with pytest.raises(NotAllowedError):
            Decisions(tmp_path).append(kind, "abc", (*choices, "1")[0], person)
    assert not (tmp_path / "decisions").exists()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "[::1]:8501"])
def test_this_machine_is_known_by_its_names(tmp_path: Path, host: str) -> None:
    assert load(tmp_path).person(Request("::1", {"HOST": host}), "张三").may


def test_the_proxy_names_people_and_the_file_says_what_they_may(tmp_path: Path, given: Roles) -> None:
    assessor, collector, other = (given.person(by_proxy(name)) for name in ("%E6%9D%8E%E6%9F%90", "王某", "路人"))
    assert (assessor.name, assessor.how) == ("李某", "proxy")
    decisions = Decisions(tmp_path)
    decisions.append("adjustment", "a", "-1", assessor)
    decisions.append("correction", "a", "1", collector)
    for kind, person in (("correction", assessor), ("adjustment", collector), ("signature", collector), ("verdict", other)):
        with pytest.raises(NotAllowedError):
            decisions.append(kind, "a", (*KINDS[kind], "1")[0], person)
    assert [d.who for d in decisions.read("adjustment")] == ["李某"]


@pytest.mark.parametrize("request_", [
    by_proxy("李某", secret="guess"), by_proxy("李某", secret=""), by_proxy("李某", address="10.0.0.6"), by_proxy(""),
], ids=str)
def test_a_proxy_that_does_not_know_the_secret_is_not_believed(given: Roles, request_: Request) -> None:
    assert given.person(request_) == Person("")


def test_the_secret_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "roles.toml").write_text(
        '[people]\nassessor = ["李某"]\n[proxy]\naddress = "10.0.0.5"\nsecret_from = "GX_TEST_SECRET"\n', encoding="utf-8")
    assert not load(tmp_path).person(by_proxy("李某", secret="")).may
    monkeypatch.setenv("GX_TEST_SECRET", "other")
    assert not load(tmp_path).person(by_proxy("李某")).may
    assert load(tmp_path).person(by_proxy("李某", secret="other")).may


def test_a_login_names_people(given: Roles) -> None:
    assert given.person(Request("1.2.3.4", {}, {"email": "王某"})).may == {"verdict", "correction", "typed", "import", "register"}
    assert given.person(Request("1.2.3.4", {}, {"name": "王某"})) == Person("")


def test_with_a_file_a_typed_name_on_this_machine_proves_nothing(given: Roles, tmp_path: Path) -> None:
    assert not given.person(HERE, "李某").may
    (tmp_path / "roles.toml").write_text('[local]\nrole = "collector"\n', encoding="utf-8")
    assert "typed" in load(tmp_path).person(HERE, "李某").may


@pytest.mark.parametrize(("text", "part"), [
    ("[people", "-"),
    ("[person]\n", "person"), ('[people]\nboss = ["a"]', "people"), ('[people]\nassessor = "a"', "people.assessor"),
    ('[roles]\nassessor = ["opinion"]', "roles.assessor"), ('[proxy]\naddress = "10.0.0.5"', "proxy"),
])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "roles.toml").write_text(text, encoding="utf-8")
    with pytest.raises(GxstatsError) as error:
        load(tmp_path)
    assert error.value.values["part"] == part
    assert "roles.toml" in str(error.value)


def test_this_machine_by_its_other_spelling() -> None:
    """A server that listens on all addresses names an IPv4 visitor in IPv6."""
    headers = {"host": "localhost:8501"}
    assert Request("::ffff:127.0.0.1", headers).from_here
    assert not Request("::ffff:10.0.0.1", headers).from_here
