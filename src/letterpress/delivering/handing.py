"""The order of the steps of a hand-over: intent, letter, receipt; and what is done about those left open.

A place is asked what it holds before anything is laid there, so nothing there is ever in doubt. A mail server
cannot be asked: what was begun and not answered is named, and neither sent again nor counted as sent until
somebody who knows says so.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from letterpress.delivering.consignments import prove
from letterpress.delivering.depots import Depot
from letterpress.delivering.encrypting import Encryptor
from letterpress.delivering.messages import Composer, message_id, write_message
from letterpress.delivering.posting import Postbox, UnreachableError
from letterpress.delivering.receipts import Key, ReceiptBook, key_of
from letterpress.delivering.targets import MailTarget
from letterpress.delivering.values import Attempt, Handed, Noted, Outcome, Parcel, State
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

BATCH = 100  # letters laid into a place with one intent: what is asked for again after a crash
STEP_S = 0.1  # of waiting, after which Ctrl-C is heard
LONGEST_PAUSE_S = 300.0
DONE = (State.DELIVERED, State.COUNTED)
OPEN = (State.INTENDED, State.DOUBTFUL)

ReadLetters = Callable[[Iterable[str]], Iterator[bytes | None]]


class Wishes(NamedTuple):
    """What is to be done about earlier hand-overs.

    Attributes:
        retry_refused: try again what was refused.
        resend: tells of a row that its letter goes again although it may have arrived.
        count: tells of a row that its letter counts as sent although nobody said so.
    """

    retry_refused: bool = False
    resend: Callable[[int], bool] = lambda _row: False
    count: Callable[[int], bool] = lambda _row: False


class Stock(NamedTuple):
    """Parcels by what their receipts say.

    Attributes:
        waiting: those to hand over.
        done: how many have been handed over.
        doubtful: those nobody knows of.
        counted: those that count as sent from now on, with the numbers of their receipts.
        refused: those that were refused before.
    """

    waiting: tuple[Parcel, ...]
    done: int
    doubtful: tuple[Parcel, ...] = ()
    counted: tuple[int, ...] = ()
    refused: tuple[Parcel, ...] = ()


class Pace(NamedTuple):
    """How mail is sent.

    Attributes:
        interval_s: seconds from one message to the next, at least.
        tries: how often a letter, or a connection, is tried.
        pause_s: before the second try; each pause is twice the last.
        is_stopped: tells whether to stop between two letters.
    """

    interval_s: float = 0.0
    tries: int = 4
    pause_s: float = 5.0
    is_stopped: Callable[[], bool] = lambda: False

    def pause(self, number: int) -> None:
        """Wait before a try, the first having number 0; there is nothing to wait for then."""
        if number:
            self.wait(min(self.pause_s * 2 ** (number - 1), LONGEST_PAUSE_S))

    def wait(self, seconds: float) -> None:
        """Wait, and hear Ctrl-C.

        Raises:
            KeyboardInterrupt: it came.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.is_stopped():
            time.sleep(min(left, STEP_S))
        self.go_on()

    def go_on(self) -> None:
        """Go on.

        Raises:
            KeyboardInterrupt: Ctrl-C came.
        """
        if self.is_stopped():
            raise KeyboardInterrupt


def take_stock(
    parcels: Iterable[Parcel], latest: Mapping[Key, Noted], wishes: Wishes, *, can_ask: bool
) -> Stock:
    """Sort parcels by their receipts.

    Args:
        parcels: what there is to hand over.
        latest: what was noted last of each.
        wishes: what is to be done about what went wrong before.
        can_ask: whether the other side can be asked what it has.
    """
    waiting, doubtful, refused, counted = [], [], [], []
    done = 0
    for parcel in parcels:
        noted, row = latest.get(key_of(parcel)), parcel.entry.row
        if noted and noted.state in DONE:
            done += 1
        elif noted and noted.state in OPEN and not can_ask and wishes.count(row):
            counted.append(noted.number)
        elif noted and noted.state in OPEN and not can_ask and not wishes.resend(row):
            doubtful.append(parcel)
        elif noted and noted.state is State.REFUSED and not wishes.retry_refused:
            refused.append(parcel)
        else:
            waiting.append(parcel)
    return Stock(tuple(waiting), done, tuple(doubtful), tuple(counted), tuple(refused))


def lay_down(  # noqa: PLR0913, PLR0917 -- what, where, from where, with which receipts
    parcels: Sequence[Parcel],
    depot: Depot,
    read: ReadLetters,
    book: ReceiptBook,
    encrypt: Encryptor | None,
    go_on: Callable[[], None],
) -> Iterator[Handed]:
    """Lay letters into a place, and give what became of each.

    What lies there already with the right bytes is only noted; what lies there with others stays.

    Raises:
        DeliveryError: the place fails; what was laid there is found by the next delivery.
    """
    latest = book.latest()
    under_way: list[tuple[int, Handed]] = []
    for first in range(0, len(parcels), BATCH):
        go_on()
        batch = parcels[first : first + BATCH]
        laid: list[tuple[Attempt, Outcome, bytes]] = []
        names = [parcel.entry.file for parcel in batch]
        for parcel, pdf, there in zip(batch, read(names), depot.read(names), strict=True):
            if wrong := prove(parcel.entry, pdf):
                yield Handed(parcel, Outcome(State.REFUSED, wrong.message), wrong)
                continue
            assert pdf is not None, "it is proven"
            noted = latest.get(key_of(parcel))
            if there is not None and (digest := sha256(there).hexdigest()) in _expected(
                parcel, noted, encrypt
            ):
                laid.append((Attempt(parcel, digest), Outcome(State.DELIVERED, "was there"), b""))
            elif there is not None:
                yield Handed(parcel, Outcome(State.REFUSED, "occupied"), _occupied(parcel))
            else:
                data = encrypt(pdf, parcel.password) if encrypt else pdf
                attempt = Attempt(parcel, sha256(data).hexdigest())
                laid.append((attempt, Outcome(State.DELIVERED, "laid there"), data))
        numbers = book.intend(depot.address, [attempt for attempt, _, _ in laid])
        for attempt, _, data in laid:
            if data:
                depot.put(attempt.parcel.entry.file, data)
        handed = (Handed(attempt.parcel, outcome) for attempt, outcome, _ in laid)
        under_way += zip(numbers, handed, strict=True)
        if depot.keep():
            yield from _settle(book, under_way)
    depot.finish()
    yield from _settle(book, under_way)


def _settle(book: ReceiptBook, under_way: list[tuple[int, Handed]]) -> Iterator[Handed]:
    book.note((number, handed.outcome) for number, handed in under_way)
    yield from (handed for _, handed in under_way)
    under_way.clear()


def _expected(parcel: Parcel, noted: Noted | None, encrypt: Encryptor | None) -> set[str]:
    """Give the digests of the bytes that may lie in a place already."""
    digests = {noted.sent_sha256} if noted else set()
    return digests if encrypt else digests | {parcel.entry.sha256}


class Mailroom(NamedTuple):
    """All that mail needs.

    Attributes:
        target: the server, and who writes.
        postbox: the way to it.
        composer: finds words.
        run: a digest of what the letters were made from.
        read: gives the files of letters.
        book: receipts.
        encrypt: makes copies that a password opens.
        pace: how fast, and how often.
    """

    target: MailTarget
    postbox: Postbox
    composer: Composer
    run: str
    read: ReadLetters
    book: ReceiptBook
    encrypt: Encryptor | None
    pace: Pace


def post(parcels: Sequence[Parcel], room: Mailroom) -> Iterator[Handed]:
    """Send letters one by one, and give what became of each; those the server defers are tried again after.

    Raises:
        DeliveryError: the server cannot be reached, or lets nobody in.
        KeyboardInterrupt: Ctrl-C came, between two letters.
    """
    waiting: Sequence[Parcel] = parcels
    last = room.pace.tries - 1
    for number in range(room.pace.tries):
        if not waiting:
            return
        room.pace.pause(number)
        deferred: list[Parcel] = []
        for handed in _post_all(waiting, room):
            if handed.outcome.state is State.DEFERRED and number < last:
                deferred.append(handed.parcel)
            else:
                yield handed
        waiting = deferred


def _post_all(parcels: Sequence[Parcel], room: Mailroom) -> Iterator[Handed]:
    turns = _Turns(room.pace)
    for parcel, pdf in zip(parcels, room.read(one.entry.file for one in parcels), strict=True):
        room.pace.go_on()
        if wrong := prove(parcel.entry, pdf):
            yield Handed(parcel, Outcome(State.REFUSED, wrong.message), wrong)
            continue
        assert pdf is not None, "it is proven"
        outcome = _post_one(parcel, pdf, room, turns)
        yield Handed(parcel, outcome, complaint_of(parcel, outcome))


class _Turns:
    """Keeps messages apart."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._due = 0.0

    def wait(self) -> None:
        """Wait until the next message may go; see `Pace.wait`."""
        self._pace.wait(self._due - time.monotonic())
        self._due = time.monotonic() + self._pace.interval_s


def _post_one(parcel: Parcel, pdf: bytes, room: Mailroom, turns: _Turns) -> Outcome:
    assert parcel.row, "mail goes to rows"
    data = room.encrypt(pdf, parcel.password) if room.encrypt else pdf
    words = room.composer.words_for(parcel.row, parcel.entry.file)
    identity = message_id(parcel, room.target, room.run)
    message = write_message(parcel, words, data, room.target, identity, datetime.now(UTC))
    turns.wait()
    _open(room)
    unwanted = room.postbox.address(parcel.recipient)
    attempt = Attempt(parcel, sha256(data).hexdigest(), identity)
    (number,) = room.book.intend(room.target.address, [attempt])
    outcome = unwanted or room.postbox.hand_over(message)
    room.book.note([(number, outcome)])
    return outcome


def _open(room: Mailroom) -> None:
    """Reach the server, in as many tries as a letter has.

    Raises:
        DeliveryError: it cannot be reached.
    """
    reason = ""
    for number in range(room.pace.tries):
        room.pace.pause(number)
        try:
            room.postbox.open()
        except UnreachableError as error:
            reason = str(error)
        else:
            return
    message = f"{room.target.host}:{room.target.port} cannot be reached: {reason}"
    hint = "type the same command again later: what was sent stays sent"
    raise DeliveryError(Diagnostic(Code.MAIL_SERVER, Severity.ERROR, message, hint))


SAID: Mapping[State, tuple[Code, str, str]] = {
    State.REFUSED: (
        Code.DELIVERY_REFUSED,
        "was refused",
        "mend the address in the recipients' file before the next merge, or type --retry-refused",
    ),
    State.DEFERRED: (
        Code.DELIVERY_DEFERRED,
        "was not taken yet",
        "type the same command again later",
    ),
    State.DOUBTFUL: (
        Code.DELIVERY_DOUBTFUL,
        "is in doubt: it may have arrived",
        "ask there, then type --count-as-sent ROWS or --resend-doubtful ROWS",
    ),
}


def complaint_of(parcel: Parcel, outcome: Outcome) -> Diagnostic | None:
    """Say what is wrong with an outcome; nothing when the letter has arrived."""
    if outcome.state not in SAID:
        return None
    code, words, hint = SAID[outcome.state]
    answer = f": {outcome.answer}" if outcome.answer else ""
    return Diagnostic(code, Severity.ERROR, f"{_name(parcel)} {words}{answer}", hint)


def _occupied(parcel: Parcel) -> Diagnostic:
    message = f"{_name(parcel)}: another file has its name there, and stays"
    hint = "deliver to an empty place, or take that file away"
    return Diagnostic(Code.DELIVERY_OCCUPIED, Severity.ERROR, message, hint)


def _name(parcel: Parcel) -> str:
    return f"row {parcel.entry.row}, {parcel.entry.file} to {parcel.recipient}"
