"""The client that signs in by itself: what is written by hand beside the generated operations.

from together_client import Together
from together_client.api.tenders import tenders_list

portal = Together("https://…", client_id="…", client_secret="…")
for tender in tenders_list.sync(client=portal, open_=True).results:
    print(tender.number, tender.title_en)
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from typing import Any

import httpx
from together_client.client import AuthenticatedClient

REPEATABLE = (429, 503)
PAUSES = (1.0, 2.0, 4.0)


class Problem(Exception):
    """What the portal refused (RFC 9457). ``code`` is for programs, ``detail`` for people."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.status: int = told.get("status", 0)
        self.code: str = told.get("code", "")
        self.title: str = told.get("title", "")
        self.detail: str = told.get("detail", "")
        self.errors: list[dict[str, Any]] = told.get("errors", [])
        self.request_id: str = told.get("request_id", "")
        super().__init__(f"{self.status} {self.code}: {self.detail}")


class _Transport(httpx.BaseTransport):
    """Adds the token, and to a POST without one a key; repeats what got no answer; raises problems."""

    def __init__(self, url: str, client_id: str, client_secret: str, inner: httpx.BaseTransport, pauses: tuple) -> None:
        self.url, self.credentials, self.inner, self.pauses = url, (client_id, client_secret), inner, pauses
        self.token, self.ends, self.lock = "", 0.0, threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and "idempotency-key" not in request.headers:
            request.headers["Idempotency-Key"] = str(uuid.uuid4())
        request.headers["Authorization"] = f"Bearer {self.current_token()}"
        for pause in (*self.pauses, None):
            try:
                response = self.inner.handle_request(request)
            except httpx.ConnectError:
                if pause is None:
                    raise
            else:
                if response.status_code == 401 and pause is not None and self.forget_token():
                    request.headers["Authorization"] = f"Bearer {self.current_token()}"
                    continue
                if response.status_code not in REPEATABLE or pause is None:
                    return self.checked(response)
                response.read()
                pause = max(pause, float(response.headers.get("Retry-After", 0)))
            time.sleep(pause)
        raise AssertionError("unreachable")

    def current_token(self) -> str:
        with self.lock:
            if time.monotonic() >= self.ends:
                answer = httpx.Client(transport=self.inner).post(
                    f"{self.url}/api/v1/oauth/token",
                    auth=self.credentials,
                    data={"grant_type": "client_credentials"},
                )
                told = self.checked(answer).json()
                self.token, self.ends = told["access_token"], time.monotonic() + told["expires_in"] - 60
            return self.token

    def forget_token(self) -> bool:
        """Once for each token: a token that was just made is not asked for again."""
        with self.lock:
            known, self.ends = self.ends > 0, 0.0
            return known

    @staticmethod
    def checked(response: httpx.Response) -> httpx.Response:
        if response.headers.get("content-type", "").startswith("application/problem+json"):
            raise Problem(json.loads(response.read()))
        return response


class Together(AuthenticatedClient):
    """A client for the operations in ``together_client.api``."""

    def __init__(
        self,
        base_url: str,
        *,
        client_id: str,
        client_secret: str,
        language: str = "en",
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        pauses: tuple = PAUSES,
    ) -> None:
        super().__init__(base_url=base_url.rstrip("/"), token="", raise_on_unexpected_status=True)
        inner = transport or httpx.HTTPTransport()
        keeper = _Transport(base_url.rstrip("/"), client_id, client_secret, inner, pauses)
        self.set_httpx_client(
            httpx.Client(
                base_url=base_url.rstrip("/"),
                transport=keeper,
                timeout=timeout,
                headers={"Accept-Language": language},
            )
        )
