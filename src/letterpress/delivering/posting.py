"""Mail handed to a server by SMTP (RFC 5321), and exactly what is known of it afterwards.

A message is the server's from the moment its end is sent, and ours until then. So the end is sent by itself:
whatever fails before it leaves the letter here, and silence after it leaves it in doubt. All that smtplib
raises is an `OSError`.
"""

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import NamedTuple

from letterpress.delivering.targets import MailTarget
from letterpress.delivering.values import Outcome, State
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
END = b".\r\n"
MOST_A_CONNECTION = 100  # messages, before a server may grow tired of a connection
IDLE_S = 5.0  # after which a connection may have been closed at the other end
MOST_ANSWER = 500  # characters of an answer that are kept
OK, START_INPUT = 250, 354
TOO_LARGE = 552  # RFC 1870, section 6.1: of MAIL it is said of the message, not of who writes


class UnreachableError(Exception):
    """A server cannot be reached now; trying again may help."""


class Reply(NamedTuple):
    """What a server says: a code of three digits and words."""

    code: int
    words: str

    def __str__(self) -> str:
        """Give both, as they are kept."""
        return f"{self.code} {self.words}".strip()


class Postbox:
    """A mail server that letters are handed to, one after the other.

    Args:
        target: the server.
        password: of its user; it stands in no message.
    """

    def __init__(self, target: MailTarget, password: str = "") -> None:
        self._target = target
        self._password = password
        self._server: smtplib.SMTP | None = None
        self._sent = 0
        self._used = 0.0

    def open(self) -> None:
        """Connect, encrypt and log in, unless that is done.

        Raises:
            UnreachableError: the server does not answer, or not now.
            DeliveryError: it will never let us in: its certificate, no TLS, the password.
        """
        if self._server and self._sent < MOST_A_CONNECTION and self._is_alive(self._server):
            return
        self.close()
        try:
            self._server = self._connect()
        except ssl.SSLCertVerificationError as error:
            raise self._refuse(
                f"its certificate is not valid: {error.verify_message}", CERTIFICATE
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._refuse(f"it does not do what is asked: {error}", NO_TLS) from error
        except smtplib.SMTPAuthenticationError as error:
            if is_for_now(error.smtp_code):
                raise UnreachableError(f"{error.smtp_code} to the password") from error
            raise self._refuse(f"it does not take the password ({error.smtp_code})", PASSWORD) from None
        except UnicodeEncodeError:
            raise self._refuse("user or password has letters it cannot take", PASSWORD) from None
        except smtplib.SMTPResponseException as error:
            reply = _reply(error.smtp_code, error.smtp_error)
            if is_for_now(reply.code):
                raise UnreachableError(str(reply)) from error
            raise self._refuse(f"it said {reply}", REACH) from error
        except OSError as error:
            raise UnreachableError(_reason(error)) from error

    def address(self, mailbox: str) -> Outcome | None:
        """Say who writes to whom; `open` comes first. Give why not, or nothing when a message may come.

        Raises:
            DeliveryError: the server takes no message of this sender.
        """
        server = self._server
        assert server, "it is open"
        self._sent += 1
        self._used = time.monotonic()
        try:
            reply = self._begin(server, mailbox)
        except OSError as error:
            self._drop()
            return Outcome(State.DEFERRED, _reason(error))
        return None if reply.code // 100 == 2 else self._give_up(server, reply)  # noqa: PLR2004 -- a yes

    def hand_over(self, message: bytes) -> Outcome:
        """Hand a message over to whom it is addressed, and tell what is known of it.

        Args:
            message: with line ends of mail, at the last line too.
        """
        server = self._server
        assert server, "it is open"
        try:
            reply = _reply(*server.docmd("DATA"))
            if reply.code == START_INPUT:
                server.send(LINE_WITH_DOT.sub(b"..", message))
        except OSError as error:
            self._drop()
            return Outcome(State.DEFERRED, _reason(error))
        return self._end(server) if reply.code == START_INPUT else self._give_up(server, reply)

    def close(self) -> None:
        """Say goodbye."""
        if self._server:
            with suppress(OSError):
                self._server.quit()
        self._drop()

    def _is_alive(self, server: smtplib.SMTP) -> bool:
        """Tell whether the server is still there; one that was left alone for a while is asked."""
        if time.monotonic() - self._used < IDLE_S:
            return True
        try:
            return server.noop()[0] == OK
        except OSError:
            return False

    def _connect(self) -> smtplib.SMTP:
        target, context = self._target, ssl.create_default_context()
        if target.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                target.host, target.port, timeout=target.command_s, context=context
            )
        else:
            server = smtplib.SMTP(target.host, target.port, timeout=target.command_s)
        try:
            server.ehlo_or_helo_if_needed()
            _hurry(server)
            if target.tls == "starttls":
                server.starttls(context=context)
                server.ehlo_or_helo_if_needed()
            if target.user:
                server.login(target.user, self._password)
        except BaseException:
            server.close()
            raise
        self._sent = 0
        self._used = time.monotonic()
        return server

    def _begin(self, server: smtplib.SMTP, mailbox: str) -> Reply:
        """Say who writes to whom; give the first answer that is no yes, or the last."""
        reply = _reply(*server.mail(self._target.sender))
        if reply.code // 100 == 5 and reply.code != TOO_LARGE:  # noqa: PLR2004 -- RFC 5321, 4.2.1: a lasting no
            raise self._refuse(f"it takes no mail from {self._target.sender}: {reply}", REACH)
        return reply if reply.code != OK else _reply(*server.rcpt(mailbox))

    def _end(self, server: smtplib.SMTP) -> Outcome:
        """Send the end of a message, and wait for the answer that makes it the server's."""
        try:
            if server.sock:
                server.sock.settimeout(self._target.final_s)
            server.send(END)
            reply = _reply(*server.getreply())
            if server.sock:
                server.sock.settimeout(self._target.command_s)
        except OSError as error:
            self._drop()
            return Outcome(State.DOUBTFUL, f"no answer to the whole message: {_reason(error)}")
        if reply.code == 421:  # noqa: PLR2004 -- RFC 5321, section 3.8: it closes the connection
            self._drop()
        return _judge(reply)

    def _give_up(self, server: smtplib.SMTP, reply: Reply) -> Outcome:
        """Let the server forget a message that it does not want, and tell whether it might later."""
        try:
            if reply.code == 421 or server.rset()[0] != OK:  # noqa: PLR2004 -- as above
                self._drop()
        except OSError:
            self._drop()
        return Outcome(State.DEFERRED if is_for_now(reply.code) else State.REFUSED, str(reply))

    def _drop(self) -> None:
        if self._server:
            self._server.close()
        self._server = None

    def _refuse(self, reason: str, hint: str) -> DeliveryError:
        message = f"{self._target.host}:{self._target.port}: {reason}"
        return DeliveryError(Diagnostic(Code.MAIL_SERVER, Severity.ERROR, message, hint))


CERTIFICATE = "see to the certificate of the server; SSL_CERT_FILE names authorities of your own"
NO_TLS = "see tls= and USER in the address: tls=implicit, or tls=none for a server on this machine"
PASSWORD = "give the password again, with --password-env NAME, --password-fd N or when asked"  # noqa: S105 -- advice
REACH = "ask who runs the server for which addresses and users it takes mail"


def _hurry(server: smtplib.SMTP) -> None:
    """Let the end of a message go at once: else it waits for the server to acknowledge what came before."""
    if server.sock:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def is_for_now(code: int) -> bool:
    """Tell whether an answer means not now (RFC 5321, section 4.2.1); anything odd counts as that too."""
    return not 500 <= code < 600  # noqa: PLR2004 -- as there


def _judge(reply: Reply) -> Outcome:
    match reply.code // 100:
        case 2:
            return Outcome(State.DELIVERED, str(reply))
        case 5:
            return Outcome(State.REFUSED, str(reply))
        case _:
            return Outcome(State.DEFERRED, str(reply))


def _reply(code: int, said: bytes | str) -> Reply:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    seen = "".join(sign if sign.isprintable() else " " for sign in words)
    return Reply(code, " ".join(seen.split())[:MOST_ANSWER])


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()).lower()[:MOST_ANSWER] or type(error).__name__
