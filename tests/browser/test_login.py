"""On a server a name comes from a login: what the provider says, and what roles.toml makes of it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from gxstats.storing.decisions import Decisions
from tests.browser.conftest import free_port, serving
from tests.browser.test_journey import settled

pytest.importorskip("authlib", reason="the extra `login` is not installed")
pytest.importorskip("httpx", reason="the extra `login` is not installed")
from tests.browser.provider import CLIENT, provider

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

SHEET = "/assessment?on=2024&view=one&unit=housing&item=4.2"


@pytest.mark.parametrize(("who", "may"), [("li@example.org", True), ("passer@example.org", False)])
def test_a_name_comes_from_the_provider(page: Any, county: Path, tmp_path: Path, who: str, may: bool) -> None:
    data, port = tmp_path / "data" / "example", free_port()
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("decisions", "signed"))
    (data / "roles.toml").write_text('[people]\nassessor = ["li@example.org"]\n[login]\nname = "email"\n', encoding="utf-8")
    page.set_default_timeout(90_000)
    with provider({"email": who}) as issuer:
        secrets = tmp_path / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://gxstats.localhost:{port}/oauth2callback"\ncookie_secret = "{"c" * 40}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "s"\nserver_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8")
        with serving(data.parent, port, [f"--secrets.files={secrets}"]):
            address = f"http://gxstats.localhost:{port}"  # another name than this machine's own: nobody may type a name
            page.goto(address + SHEET)
            text = settled(page)
            assert "您在此只能查看" in text
            with page.expect_response(lambda answer: "/oauth2callback" in answer.url):
                page.click("button:has-text('登录')")
            settled(page)
            page.goto(address + SHEET)
            text = settled(page)
            if not may:
                assert "roles.toml" in text, "who is known but may not is told who says so"
                assert page.locator("button:has-text('保存')").count() == 0
                return
            assert who in text
            page.locator("input[aria-label^='得分']").fill("12")
            page.fill("input[aria-label='理由']", "一件系撤诉")
            page.click("button:has-text('保存')")
            page.wait_for_selector(f"text={who} 调整 12: 一件系撤诉")
    assert [(d.who, d.choice) for d in Decisions(data).read("adjustment")] == [(who, "12")]
