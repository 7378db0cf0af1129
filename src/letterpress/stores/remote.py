"""What stores across a network share: addresses, patience, reading ahead, and how they refuse.

It speaks to no server, and knows the environment only as a place that passwords come from.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from typing import NamedTuple, TypeVar
from urllib.parse import quote, unquote, urlsplit

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

AT_ONCE = 16  # files read at a time: an answer takes some 20 ms, however small it is
MAX_RETRIES = 8
RETRY_S = 60.0  # for a request and all its repetitions
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0  # before a request is repeated; each pause is twice the last

USER = re.compile(r"[^\s:/\\-][^\s:/\\]*")  # ssh programs take a leading hyphen for an option
HOST = re.compile(r"[0-9a-z]([0-9a-z._-]*[0-9a-z])?|[0-9a-f:]*:[0-9a-f:.]*(%[0-9a-z]+)?")  # a name, or IPv6
T = TypeVar("T")


class Place(NamedTuple):
    """Where a store is, as an address says.

    Attributes:
        scheme: how it is spoken to.
        user: who speaks; empty when the address says nothing of it.
        host: a name, or an IP address without brackets.
        port: none when the address says nothing of it.
        path: from the root of the server, without percent encoding and without a slash at its end.
    """

    scheme: str
    user: str
    host: str
    port: int | None
    path: str

    @property
    def authority(self) -> str:
        """Give host and port as they stand in a URL (RFC 3986, 3.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def address(self) -> str:
        """Give the address, always written the same way."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"{self.scheme}://{user}{self.authority}{quote(self.path, safe='/~')}"


def read_address(address: str, usage: str) -> Place:
    """Take an address apart: `SCHEME://[USER@]HOST[:PORT]/PATH` (RFC 3986).

    Args:
        address: what was typed; a refusal does not repeat it, for it may hold a password.
        usage: the hint of a refusal.

    Raises:
        DeliveryError: it is none, or has a password, a query, or steps such as `..`.
    """
    try:
        parts = urlsplit(address)
        place = Place(
            parts.scheme,
            unquote(parts.username or "", errors="strict"),
            parts.hostname or "",
            parts.port,
            unquote(parts.path, errors="strict").rstrip("/"),
        )
    except ValueError:
        raise refuse(Code.STORE_ADDRESS, "that is no address of a store", usage) from None
    is_plain = parts.password is None and not {"?", "#", "\\"} & set(address)
    is_straight = {"", ".", ".."}.isdisjoint(place.path.split("/")[1:]) and place.path.isprintable()
    is_somebody = not place.user or USER.fullmatch(place.user)
    if not (is_plain and is_straight and is_somebody and HOST.fullmatch(place.host)):
        raise refuse(Code.STORE_ADDRESS, "that is no address of a store", usage)
    return place


def persist(attempt: Callable[[], T], is_passing: Callable[[Exception], bool]) -> T:
    """Try again what may succeed another time, eight times within a minute, with longer and longer pauses.

    Args:
        attempt: what is tried; doing it twice does no harm.
        is_passing: tells of an exception whether it may be another one, or none, the next time.

    Raises:
        Exception: that of the last attempt.
    """
    begun, pause = monotonic(), FIRST_PAUSE_S
    for _ in range(MAX_RETRIES):
        try:
            return attempt()
        except Exception as error:
            if not is_passing(error) or monotonic() + pause - begun > RETRY_S:
                raise
        sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)
    return attempt()


def read_ahead(read: Callable[[str], bytes | None], names: Iterable[str]) -> Iterator[bytes | None]:
    """Give files in the order of their names, sixteen asked for at a time."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        under_way: deque[Future[bytes | None]] = deque()
        for name in names:
            under_way.append(readers.submit(read, name))
            if len(under_way) == AT_ONCE:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def refuse(code: Code, message: str, hint: str) -> DeliveryError:
    """Give the error of a store."""
    return DeliveryError(Diagnostic(code, Severity.ERROR, message, hint))
