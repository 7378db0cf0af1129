"""Mail letters through a server that fails at random, kill the delivery, go on, count: `make stress-deliver`.

A server on loopback answers 4xx, loses the line before and after the end of a message, and falls silent, each
by chance. `letterpress deliver` is killed at random moments, as often as told, and started again at once.
What is in doubt afterwards is settled as a person would: the log of the server is asked for each Message-ID,
and the letter counted as sent or sent again. In the end every mailbox must have its letter exactly once.
"""

import argparse
import asyncio
import csv
import random
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from letterpress.running import LEDGER, MANIFEST, read_manifest

LETTER = (
    "{{ name }}\n\nMay 4, 2026\n\nDear {{ name }},\n\nThank you for the engine.\n\nSincerely,\n\nBob Roe\n"
)
CHANCE = 0.015  # of each fault, at each step it can happen
SILENT_S = 1.5  # longer than the delivery waits
TIMEOUT_S = 1
LONGEST_LIFE_S = 300.0
MOST_DELIVERIES = 60  # that end by themselves, before this gives up
LATEST = """SELECT row, message_id, state FROM receipts
    WHERE number IN (SELECT max(number) FROM receipts GROUP BY file, recipient)"""

Log = list[tuple[str, str, str]]  # of what was kept: Message-ID, mailbox, digest of the letter


class Server(Controller):
    """A mail server that fails by chance, and the log of what it kept."""

    def __init__(self, seed: int) -> None:
        self.log: Log = []
        self.faults: Counter[str] = Counter()
        self._chance = random.Random(seed)  # noqa: S311 -- no secret
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        super().__init__(self, "127.0.0.1", port, ready_timeout=20)

    async def handle_RCPT(  # noqa: N802 -- as the library has it
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a mailbox, or fail."""
        answer = await self._fail(server, "before the message")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802 -- as the library has it
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message, or fail before it is kept or after."""
        if answer := await self._fail(server, "after the message, not kept"):
            return answer
        message = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
        (letter,) = message.iter_attachments()
        digest = sha256(letter.get_content()).hexdigest()
        self.log.append((message["Message-ID"], envelope.rcpt_tos[0], digest))
        return await self._fail(server, "after the message, kept", may_refuse=False) or "250 kept"

    async def _fail(self, server: SMTP, when: str, *, may_refuse: bool = True) -> str:
        throw = self._chance.random()
        if throw < CHANCE and may_refuse:
            self.faults[f"4xx {when}"] += 1
            return "451 not now"
        if throw < 3 * CHANCE:
            kind = "line lost" if throw < 2 * CHANCE else "silence"
            self.faults[f"{kind} {when}"] += 1
            if kind == "silence":
                await asyncio.sleep(SILENT_S)
            cast("asyncio.Transport", server.transport).abort()
            return "421 gone"
        return ""


def merge(folder: Path, letters: int) -> None:
    """Make the letters."""
    (folder / "letter.md").write_text(LETTER, "utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "email"))
        rows.writerows(
            (f"Person {number}", f"person-{number}@example.org") for number in range(1, letters + 1)
        )
    command = [sys.executable, "-m", "letterpress", "merge", "letter.md", "people.csv", "-o", "run", "-q"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- this very program


def deliver(folder: Path, port: int, *more: str) -> subprocess.Popen[bytes]:
    """Start a delivery."""
    target = f"smtp://localhost:{port}?from=office@example.org&tls=none&timeout={TIMEOUT_S}"
    command = [sys.executable, "-m", "letterpress", "deliver", "run", "--to", target, "--pause", "0.2", *more]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=folder, **quiet)  # type: ignore[call-overload]  # noqa: S603 -- this program


def kill_at_random(
    process: subprocess.Popen[bytes], server: Server, most: int, chance: random.Random
) -> bool:
    """Kill a delivery after some letters; tell whether it was still alive."""
    enough = len(server.log) + chance.randint(1, max(1, most))
    given_up = time.monotonic() + LONGEST_LIFE_S
    while process.poll() is None and len(server.log) < enough and time.monotonic() < given_up:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.02))
    was_alive = process.poll() is None
    process.kill()
    process.wait()
    return was_alive


def doubtful(folder: Path) -> list[tuple[int, str]]:
    """Give row and Message-ID of the letters in doubt."""
    with closing(sqlite3.connect(folder / "run" / LEDGER)) as ledger:
        rows = ledger.execute(LATEST).fetchall()
    return [(row, identity) for row, identity, state in rows if state in {"intended", "doubtful"}]


def settle(folder: Path, log: Log) -> tuple[list[int], list[int]]:
    """Ask the log of the server; give the rows to count as sent, and those to send again."""
    known = {identity for identity, _, _ in log}
    open_ones = doubtful(folder)
    return (
        [row for row, identity in open_ones if identity in known],
        [row for row, identity in open_ones if identity not in known],
    )


def options_for(counted: Sequence[int], resent: Sequence[int]) -> list[str]:
    """Say so on the command line."""
    named = (("--count-as-sent", counted), ("--resend-doubtful", resent))
    return [word for name, rows in named if rows for word in (name, ",".join(map(str, rows)))]


def stress(folder: Path, letters: int, kills: int, seed: int) -> bool:
    """Mail, kill, settle and count; print the figures and tell whether all is right."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    merge(folder, letters)
    server = Server(seed)
    server.start()
    begun = time.monotonic()
    killed = ended = counted = resent = twice_before = 0
    try:
        for left in range(kills, 0, -1):
            most = 2 * (letters - len(server.log)) // (left + 1)
            killed += kill_at_random(deliver(folder, server.port), server, most, chance)
        after_kills = len(doubtful(folder))
        code, asked = -1, list[str]()
        while code and ended < MOST_DELIVERIES:
            code = deliver(folder, server.port, *asked).wait()
            twice_before = max(twice_before, len(server.log) - len({box for _, box, _ in server.log}))
            to_count, to_resend = settle(folder, server.log)
            counted, resent = counted + len(to_count), resent + len(to_resend)
            asked = options_for(to_count, to_resend)
            ended += 1
    finally:
        server.stop()
    seconds = time.monotonic() - begun
    boxes = Counter(box for _, box, _ in server.log)
    wanted = {f"person-{one.row}@example.org": one.sha256 for one in read_manifest(folder / "run" / MANIFEST)}
    got = {box: digest for _, box, digest in server.log}
    once = sum(1 for box in wanted if boxes[box] == 1)
    right = sum(got.get(box) == digest for box, digest in wanted.items())
    print(
        f"{letters} letters, {seconds:.0f} s; killed {killed} times, {ended} deliveries ended by themselves"
    )
    for fault, number in sorted(server.faults.items()):
        print(f"  {fault}: {number}")
    print(f"in doubt when the last kill was over: {after_kills}")
    print(f"settled by the log of the server: {counted} counted as sent, {resent} sent again")
    print(f"mailboxes with exactly one letter: {once} of {letters}")
    print(f"mailboxes with the letter of their row: {right} of {letters}")
    print(f"mailboxes with two: {sum(number > 1 for number in boxes.values())}, at any time {twice_before}")
    print(f"last exit code: {code}")
    return (code, once, right, len(server.log), killed) == (0, letters, letters, letters, kills)


def main() -> int:
    """Read the command line and mail."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        return 0 if stress(Path(folder), asked.letters, asked.kills, asked.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
