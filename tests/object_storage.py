"""An object storage on loopback, which fails when told to, for tests of stores and of runs."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "letters"
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCY"  # noqa: S105 -- of nobody
Answer = tuple[str, bytes]


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of requests."""


class ObjectStorage:
    """The server, what it was asked, and what it fails at."""

    def __init__(self) -> None:
        self._moto: Any = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.asked: list[tuple[str, str]] = []
        self.checksums: list[str] = []
        self.fault: Callable[[int], Answer | None] = lambda _number: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as S3 does or as told."""
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        self.checksums.append(environ.get("HTTP_X_AMZ_CHECKSUM_SHA256", ""))
        answer = self.fault(len(self.asked))
        if answer:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response(answer[0], [("Content-Length", str(len(answer[1])))])
            return [answer[1]]
        answered: Iterable[bytes] = self._moto(environ, start_response)
        return answered

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def reset(self) -> None:
        """Forget all buckets but one, which is empty."""
        self.fault = lambda _number: None
        self.request("POST", "moto-api/reset")
        self.request("PUT", BUCKET)
        self.asked.clear()
        self.checksums.clear()

    def request(self, method: str, path: str, data: bytes = b"") -> bytes:
        """Do something behind everybody's back."""
        with urlopen(Request(f"{self.url}/{path}", data, method=method)) as answer:  # noqa: S310 -- loopback
            body: bytes = answer.read()
            return body


@pytest.fixture(scope="session")
def object_storage() -> Iterator[ObjectStorage]:
    storage = ObjectStorage()
    with storage.serving():
        yield storage


@pytest.fixture
def storage(object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> ObjectStorage:
    """Give a storage that the environment names, with one empty bucket."""
    object_storage.reset()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
        "AWS_ENDPOINT_URL": object_storage.url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    return object_storage
