"""Tokens that carry what they say, signed: they outlive a restart of the vendor, but not their time nor forgetting."""

import base64
import hashlib
import hmac
import json
import time
from uuid import uuid4


class Tokens:
    """The tokens that one vendor hands out, of several kinds; ``life`` is that of access tokens, in seconds."""

    def __init__(self, *, secret: str, life: float) -> None:
        self.life = life
        self.forgotten = 0
        self._secret = secret.encode()
        self._released: set[str] = set()

    def issue(self, subject: str, *, kind: str = "access", life: float | None = None) -> str:
        ends = time.time() + (self.life if life is None else life)
        return self._sealed({"sub": subject, "kind": kind, "exp": ends, "age": self.forgotten, "jti": uuid4().hex})

    def subject(self, token: str, *, kind: str = "access") -> str | None:
        """Whom a token was given to; None when it is not ours, has ended, or was released or forgotten."""
        packed, _, _ = token.partition(".")
        try:
            says = json.loads(base64.urlsafe_b64decode(packed))
        except ValueError:
            return None
        if not isinstance(says, dict) or not hmac.compare_digest(self._sealed(says).encode(), token.encode()):
            return None
        over = says["exp"] <= time.time() or says["kind"] != kind or token in self._released
        forgotten = kind == "access" and says["age"] < self.forgotten
        return None if over or forgotten else str(says["sub"])

    def release(self, token: str) -> None:
        self._released.add(token)

    def _sealed(self, says: dict[str, object]) -> str:
        packed = base64.urlsafe_b64encode(json.dumps(says).encode()).decode()
        seal = hmac.new(self._secret, packed.encode(), hashlib.sha256).hexdigest()
        return f"{packed}.{seal}"
