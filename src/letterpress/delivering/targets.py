"""Where letters are to go, read from what was typed: a mail server, or the address of a place.

No secret is ever part of a target, and one that is typed into it is refused without being repeated.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from letterpress.delivering.addresses import read_mailbox
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

PORTS: Mapping[str, int] = {
    "starttls": 587,  # RFC 6409, section 3.1
    "implicit": 465,  # RFC 8314, section 3.3
    "none": 25,  # RFC 5321, section 4.5.4.2
}
SCHEMES = {"smtp": "starttls", "smtps": "implicit"}
KNOWN = ("from", "name", "tls", "timeout")
COMMAND_S = 300.0  # RFC 5321, section 4.5.3.2: five minutes for MAIL, RCPT and the greeting
FINAL_S = 600.0  # ten after the message has ended, when hanging up leaves the letter in doubt
USAGE = "type for instance smtp://USER@mail.example.org?from=office@example.org"


class MailTarget(NamedTuple):
    """A mail server, and who writes.

    Attributes:
        host: its name.
        port: its port.
        tls: `starttls`, `implicit` or `none`.
        user: who logs in; empty for nobody.
        sender: the mailbox letters come from, and complaints go to.
        sender_name: what stands before it in `From`.
        command_s: seconds an answer may take.
        final_s: seconds the answer to a whole message may take.
    """

    host: str
    port: int
    tls: str
    user: str
    sender: str
    sender_name: str = ""
    command_s: float = COMMAND_S
    final_s: float = FINAL_S

    @property
    def address(self) -> str:
        """Give the address without the user, for ledgers and messages."""
        scheme = "smtps" if self.tls == "implicit" else "smtp"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}?from={self.sender}"


def is_mail(target: str) -> bool:
    """Tell whether a target is a mail server."""
    return target.partition("://")[0].lower() in SCHEMES and "://" in target


def read_mail_target(target: str) -> MailTarget:
    """Read `smtp://USER@HOST:PORT?from=ADDRESS&name=NAME&tls=starttls|implicit|none&timeout=SECONDS`.

    Raises:
        DeliveryError: it is no such address, holds a password, or would send one unencrypted.
    """
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port
        asked = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise _refuse("that is no address of a mail server") from error
    if parts.password is not None:
        hint = "leave it out, and give it with --password-env NAME, --password-fd N or when asked"
        raise _refuse("the address holds a password, which everyone on this machine can read", hint)
    if not host or parts.path.strip("/") or parts.fragment or not set(asked) <= set(KNOWN):
        raise _refuse(f"that is no address of a mail server with {', '.join(KNOWN)}")
    tls = asked.get("tls", SCHEMES[parts.scheme])
    if tls not in PORTS or (parts.scheme == "smtps" and tls != "implicit"):
        raise _refuse(f"tls={tls} is none of {', '.join(PORTS)} for {parts.scheme}://")
    if "from" not in asked:
        raise _refuse("the address does not say who writes")
    user = unquote(parts.username or "")
    if user and tls == "none" and not _is_here(host):
        raise _refuse("with tls=none the password would go over the network for everyone to read", "use tls")
    timeout = _seconds(asked.get("timeout"))
    return MailTarget(
        host,
        port or PORTS[tls],
        tls,
        user,
        _sender(asked["from"]),
        " ".join(asked.get("name", "").split()),
        timeout or COMMAND_S,
        timeout or FINAL_S,
    )


def _sender(written: str) -> str:
    mailbox = read_mailbox(written.strip())
    if mailbox.fault:
        raise _refuse(f"from={written!r} is no address: {mailbox.fault}")
    return mailbox.address


def _seconds(written: str | None) -> float | None:
    if written is None:
        return None
    if not written.isascii() or not written.isdigit() or not int(written):
        raise _refuse(f"timeout={written} is no number of seconds")
    return float(written)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(message: str, hint: str = USAGE) -> DeliveryError:
    return DeliveryError(Diagnostic(Code.DELIVERY_TARGET, Severity.ERROR, message, hint))
