"""A mail server on loopback, which fails when told to, for tests of deliveries."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from email import message, message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any, cast
from warnings import catch_warnings

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from certificate_makers import DAY, Authority

USER, PASSWORD = "ada", "a fine pen"  # of nobody
SILENT_S = 5.0
Fault = Callable[[str, int], str]


class _Server(SMTP):
    """Fails where a message is to begin, too."""

    desk: "MailServer"

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- as the library has it
        answer = self.desk.answer("data-begin", self.envelope.rcpt_tos[0] if self.envelope else "")
        if answer == "drop":
            _lose(self)
            return
        if answer:
            await self.push(answer)
            return
        await super().smtp_DATA(arg)


def _lose(server: SMTP) -> None:
    cast("asyncio.Transport", server.transport).abort()


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class MailServer(Controller):
    """The server, what it was asked, and what it keeps.

    A fault gets the step (`mail`, `rcpt`, `data-begin`, `data`, `kept`) and how often it came so far. It
    gives an answer, `drop` to lose the line, `hang up later`, `silent` to say nothing, or nothing.
    """

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 -- as the library has it
        self.kept: list[message.EmailMessage] = []
        self.fault: Fault = lambda _step, _number: ""
        self.asked: dict[str, int] = {}
        self.mailbox_fault: dict[str, str] = {}
        self._more = more
        super().__init__(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            ready_timeout=20,
            ssl_context=more.pop("implicit", None),
        )

    def factory(self) -> SMTP:
        with catch_warnings(action="ignore"):  # it does not know that the whole connection is encrypted
            server = _Server(self.handler, hostname="mail.test", **self._more)
        server.desk = self
        return server

    @property
    def place(self) -> str:
        """Where it listens."""
        return f"localhost:{self.port}"

    def answer(self, step: str, mailbox: str = "") -> str:
        """Give what is to be said at a step."""
        self.asked[step] = self.asked.get(step, 0) + 1
        return (
            self.mailbox_fault.get(mailbox, "")
            if step == "rcpt" and mailbox in self.mailbox_fault
            else self.fault(step, self.asked[step])
        )

    async def handle_MAIL(  # noqa: N802 -- as the library has it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._say(server, "mail") or "250 OK"

    async def handle_RCPT(  # noqa: N802 -- as above
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._say(server, "rcpt", address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 -- as above
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if answer := await self._say(server, "data"):
            return answer
        kept = message_from_bytes(cast("bytes", envelope.content), policy=default)
        kept["X-Envelope"] = f"{envelope.mail_from} {','.join(envelope.rcpt_tos)}"
        self.kept.append(kept)
        return await self._say(server, "kept") or "250 kept as 4711"

    async def _say(self, server: SMTP, step: str, mailbox: str = "") -> str:
        answer = self.answer(step, mailbox)
        if answer == "hang up later":
            asyncio.get_running_loop().call_later(0.05, _lose, server)
            return ""
        if answer == "silent":
            await asyncio.sleep(SILENT_S)
        if answer in {"drop", "silent"}:
            _lose(server)
            return "421 gone"
        return answer


def _authenticate(*asked: object) -> AuthResult:
    data = asked[-1]
    is_right = data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def server_context(folder: Path, authority: Authority, *, expired: bool = False) -> ssl.SSLContext:
    """Give the certificate of a server called localhost."""
    begins, ends = (-2 * DAY, -DAY) if expired else (-DAY, DAY)
    pair = authority.issue("localhost", begins=begins, ends=ends, host="localhost")
    key = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(key + pair.pem())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """Give a server that takes everything from everyone, unencrypted."""
    yield from served(MailServer())


def served(server: MailServer) -> Iterator[MailServer]:
    """Serve until the test is over."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def guarded(context: ssl.SSLContext, *, implicit: bool = False) -> MailServer:
    """Give a server that wants TLS and a password."""
    asks = {"authenticator": _authenticate, "auth_required": True}
    if implicit:
        return MailServer(implicit=context, auth_require_tls=False, **asks)
    return MailServer(tls_context=context, require_starttls=True, **asks)
