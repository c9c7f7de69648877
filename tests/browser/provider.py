"""A login provider for tests (OpenID Connect, code flow): it asks nothing and says that everyone is the same person."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "gxstats-test"


@contextmanager
def provider(claims: dict[str, Any]) -> Iterator[str]:
    """The address of a running provider whose tokens carry these claims."""
    key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
    nonces: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Silent."""

        def _json(self, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/.well-known/openid-configuration":
                self._json({"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                            "jwks_uri": f"{here}/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                            "id_token_signing_alg_values_supported": ["RS256"]})
            elif url.path == "/keys":
                self._json({"keys": [key.as_dict(private=False)]})
            else:
                asked = {name: values[0] for name, values in parse_qs(url.query).items()}
                nonces["code"] = asked.get("nonce", "")
                self.send_response(302)
                self.send_header("Location", asked["redirect_uri"] + "?" + urlencode({"code": "code", "state": asked["state"]}))
                self.end_headers()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            now = int(time.time())
            token = {"iss": here, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 600, "nonce": nonces["code"], **claims}
            self._json({"access_token": "a", "token_type": "Bearer", "expires_in": 600,
                        "id_token": jwt.encode({"alg": "RS256", "kid": "test"}, token, key)})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
