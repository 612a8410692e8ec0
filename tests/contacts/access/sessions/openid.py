"""A small OpenID provider on loopback, with its own keys: discovery, keys, tokens, introspection."""

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.contacts.outside.servers import Asked, server

CLIENT, SECRET = "crm", "quiet heron"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


class OpenId:
    """What the provider knows; tests change it to make it lie."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        self.codes: dict[str, dict[str, Any]] = {}  # code -> claims of the ID token, and what the code is bound to
        self.active: dict[str, dict[str, Any]] = {}  # opaque token -> answer of introspection
        self.discovery: dict[str, Any] = {}
        self.keys = [self.public("rsa", RSA), self.public("ec", EC)]
        self.status = 200

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @staticmethod
    def public(kid: str, key: Any) -> dict[str, Any]:
        kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
        return dict(kind.to_jwk(key.public_key(), as_dict=True)) | {"kid": kid, "use": "sig"}

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(time.time())
        told = {
            "iss": self.issuer, "aud": CLIENT, "sub": "ada-1", "iat": now, "exp": now + 300,
            "email": "ada@example.org", "email_verified": True, "name": "Ada King",
        }  # fmt: skip
        return {name: value for name, value in (told | more).items() if value is not None}

    def token(self, *, kid: str = "rsa", key: Any = RSA, alg: str = "RS256", header: Any = None, **more: Any) -> str:
        return jwt.encode(self.claims(**more), key, algorithm=alg, headers={"kid": kid} | (header or {}))

    def authorize(self, url: str, **more: Any) -> dict[str, str]:
        """What the browser comes back with after somebody signed in at ``url``."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        bound = {name: asked[name] for name in ("redirect_uri", "code_challenge", "client_id")}
        self.codes["the code"] = {"bound": bound, "claims": {"nonce": asked["nonce"]} | more}
        return {"state": asked["state"], "code": "the code"}

    def answer(self, asked: Asked) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(asked)
        told = self._told(asked) if self.status == 200 else {}
        status = self.status if told is not None else 400
        return status, {"Content-Type": "application/json"}, json.dumps(told).encode()

    def _told(self, asked: Asked) -> dict[str, Any] | None:
        path = asked[1]
        if path == "/.well-known/openid-configuration":
            places = {
                name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            }
            return {"issuer": self.issuer} | places | self.discovery
        if path == "/jwks_uri":
            return {"keys": self.keys}
        form = {name: values[0] for name, values in parse_qs(asked[3].decode()).items()}
        if b64decode(asked[2].get("authorization", "Basic ")[6:]).decode() != f"{CLIENT}:{SECRET}":
            return None
        if path == "/introspect":
            return self.active.get(form["token"], {"active": False})
        return self._exchange(form) if path == "/token_endpoint" else None

    def _exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        code = self.codes.pop(form["code"], None)
        challenge = urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        bound = {"redirect_uri": form["redirect_uri"], "code_challenge": challenge, "client_id": CLIENT}
        if code is None or code["bound"] != bound:
            return None
        return {"id_token": self.token(**code["claims"]), "access_token": "x", "token_type": "Bearer"}


@contextmanager
def provider() -> Iterator[OpenId]:
    made = OpenId()
    with server(made.answer) as port:
        made.port = port
        yield made
