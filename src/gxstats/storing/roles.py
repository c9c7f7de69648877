"""Who may decide what: `roles.toml` of a data directory, and how far a name is believed.

Without the file, on this machine, everyone may do everything and types a name once. On a server a name is believed from a
proxy (known address and shared secret), or from a login (OIDC); everyone else is viewer and may read only.

    [roles]                                  # optional: which kinds of decisions each role may write
    assessor = ["verdict", "entry", "adjustment", "appeal", "signature"]
    [people]                                 # who has which role; `everyone` is what any other known name has
    assessor = ["李某"]
    collector = ["王某"]
    everyone = "viewer"
    [proxy]
    address = "10.0.0.5"                     # only from here; the secret may stand in an environment variable instead
    secret_from = "GXSTATS_PROXY_SECRET"     # or secret = "..."
    name_header = "X-Remote-User"
    secret_header = "X-Gxstats-Secret"
    [login]
    name = "email"                           # the claim that names the person
    [local]
    role = "viewer"                          # what a name typed on this machine has once there is this file
"""

from __future__ import annotations

import hmac
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gxstats.errors import GxstatsError, NotAllowedError

KINDS = ("verdict", "correction", "typed", "entry", "adjustment", "appeal", "signature", "import", "register", "peer_group")
ROLES: dict[str, tuple[str, ...]] = {
    "viewer": (),
    "assessor": ("verdict", "entry", "adjustment", "appeal", "signature", "peer_group"),
    "collector": ("verdict", "correction", "typed", "import", "register"),
}
_NAME = "roles.toml"
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host")


@dataclass(frozen=True)
class Person:
    """Someone who looks or decides. `how` the name is known: typed, proxy, login or nobody; `may` are kinds of decisions."""

    name: str
    roles: tuple[str, ...] = ("viewer",)
    may: frozenset[str] = frozenset()
    how: str = "nobody"

    def require(self, kind: str) -> None:
        """NotAllowedError unless this person has a name and may write decisions of this kind."""
        if kind not in self.may:
            raise NotAllowedError("{name} may look but not write this ({kind}); ask who keeps roles.toml",
                                  name=self.name or "-", kind=kind)
        if not self.name.strip():
            raise GxstatsError("a decision needs the name of the one who makes it")


@dataclass(frozen=True)
class Request:
    """What is known of who asks: the address the connection comes from (None when unknown), its headers, and the claims
    of a login that has been verified."""

    address: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    @property
    def from_here(self) -> bool:
        """Whether a browser on this machine asks directly: a loopback address at both ends and nothing in between."""
        if not _loopback(self.address) or any(self.header(name) for name in _FORWARDED):
            return False
        host = urlsplit(f"//{self.header('host')}").hostname or ""
        return host == "localhost" or _loopback(host)


def _loopback(address: str | None) -> bool:
    try:
        given = ip_address(address or "")
        return (getattr(given, "ipv4_mapped", None) or given).is_loopback  # a server on all addresses says ::ffff:127.0.0.1
    except ValueError:
        return False


@dataclass(frozen=True)
class Roles:
    """The roles of one data directory; `given` is False where there is no roles.toml."""

    given: bool = False
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(ROLES))
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everyone: str = "viewer"
    local: str = "viewer"
    proxy: Mapping[str, str] = field(default_factory=dict)
    login: str = ""

    def typed(self, name: str) -> Person:
        """Someone on this machine (the command line, a browser here) who typed a name."""
        if not self.given:
            return Person(name.strip(), ("assessor", "collector"), frozenset(KINDS), "typed")
        return self._person(name, "typed", (self.local,))

    def person(self, request: Request, typed: str = "") -> Person:
        """Who asks: by the proxy, by the login, by a typed name on this machine; otherwise a viewer without a name."""
        if self.proxy and (name := self._by_proxy(request)):
            return self._known(name, "proxy")
        if self.login and (name := str(request.claims.get(self.login) or "").strip()):
            return self._known(name, "login")
        if request.from_here:
            return self.typed(typed)
        return Person("")

    def _known(self, name: str, how: str) -> Person:
        return self._person(name, how, self.people.get(name, (self.everyone,)))

    def _person(self, name: str, how: str, roles: tuple[str, ...]) -> Person:
        return Person(name.strip(), roles, frozenset(kind for role in roles for kind in self.kinds[role]), how)

    def _by_proxy(self, request: Request) -> str:
        """The name the proxy gives, empty unless address and secret are right."""
        secret = self.proxy.get("secret") or os.environ.get(self.proxy.get("secret_from", ""), "")
        given = request.header(self.proxy["secret_header"])
        if not secret or request.address != self.proxy["address"] or not hmac.compare_digest(given.encode(), secret.encode()):
            return ""
        return unquote(request.header(self.proxy["name_header"])).strip()


def load(data: Path) -> Roles:
    """The roles of a data directory; GxstatsError names the file, the part and the reason when it is wrong."""
    path = data / _NAME
    if not path.exists():
        return Roles()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise _wrong(path, "-", str(error)) from error
    for part in raw:
        if part not in ("roles", "people", "proxy", "login", "local"):
            raise _wrong(path, part, "unknown part")
        if not isinstance(raw[part], dict):
            raise _wrong(path, part, "not a table")
    kinds = _kinds(path, raw.get("roles", {}))
    people = dict(raw.get("people", {}))
    everyone, local = str(people.pop("everyone", "viewer")), str(raw.get("local", {}).get("role", "viewer"))
    for role in (*people, everyone, local):
        if role not in kinds:
            raise _wrong(path, "people", f"unknown role {role}")
    names: dict[str, tuple[str, ...]] = {}
    for role, members in people.items():
        if not isinstance(members, list) or not all(isinstance(name, str) and name.strip() for name in members):
            raise _wrong(path, f"people.{role}", "not a list of names")
        for name in members:
            names[name.strip()] = (*names.get(name.strip(), ()), role)
    return Roles(True, kinds, names, everyone, local, _proxy(path, raw.get("proxy")),
                 str(raw["login"].get("name", "email")) if "login" in raw else "")


def _kinds(path: Path, given: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    found = dict(ROLES)
    for role, kinds in given.items():
        if not isinstance(kinds, list):
            raise _wrong(path, f"roles.{role}", "not a list of kinds of decisions")
        for kind in kinds:
            if kind not in KINDS:
                raise _wrong(path, f"roles.{role}", f"unknown kind {kind}; known: {', '.join(KINDS)}")
        found[role] = tuple(kinds)
    return found


def _proxy(path: Path, raw: dict[str, Any] | None) -> dict[str, str]:
    if raw is None:
        return {}
    if not raw.get("address") or not (raw.get("secret") or raw.get("secret_from")):
        raise _wrong(path, "proxy", "needs address, and secret or secret_from")
    return {"name_header": "X-Remote-User", "secret_header": "X-Gxstats-Secret", **{k: str(v) for k, v in raw.items()}}


def _wrong(path: Path, part: str, why: str) -> GxstatsError:
    return GxstatsError("{path}, {part}: {why}", path=str(path), part=part, why=why)
