"""Letters by mail: who gets what, what a failing server leaves, and that nothing is sent twice in silence."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from archived_run import run_program
from certificate_makers import Authority
from letterpress.delivering import posting
from letterpress.running import LEDGER, read_manifest
from mail_server import PASSWORD, MailServer, guarded, served, server_context

LETTER = """\
{{ name }}
{{ city }}

May 4, 2026

Subject: An engine for {{ name }}

Dear {{ name }},

Thank you for the engine.

Sincerely,

Bob Roe
"""
PEOPLE = """\
Name,City,E-Mail,PIN
Ada,London,ada@example.org,one
Grace,New York,grace@example.org,two
Zoë,Göttingen,zoe@müller.example,drei €
"""
SENDER = "office@example.org"
QUICK = ("--pause", "0", "--tries", "3")


@pytest.fixture(scope="session")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = tmp_path_factory.mktemp("mailing")
    (office / "letter.md").write_text(LETTER)
    (office / "people.csv").write_text(PEOPLE)
    merged = run_program("merge", office / "letter.md", office / "people.csv", "-o", office / "run", "-q")
    assert merged.exit_code == 0, merged.output
    return office


@pytest.fixture
def office(mailing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder to work in, with a run of three letters and the people they go to."""
    shutil.copytree(mailing / "run", tmp_path / "run")
    shutil.copy(mailing / "people.csv", tmp_path / "people.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def url(server: MailServer, more: str = "tls=none&timeout=1") -> str:
    return f"smtp://{server.place}?from={SENDER}&{more}"


def post(office: Path, server: MailServer, *more: str, path: str = "run") -> Result:
    named = ("--recipients", office / "people.csv")
    return run_program("deliver", office / path, "--to", url(server), *named, *QUICK, *more)


def receipts(office: Path, column: str = "state", path: str = f"run/{LEDGER}") -> list[str]:
    with closing(sqlite3.connect(office / path)) as ledger:
        chosen = f"SELECT {column} FROM receipts ORDER BY number"  # noqa: S608 -- ours
        return [str(value) for (value,) in ledger.execute(chosen)]


def mailboxes(server: MailServer) -> list[str]:
    return [message["To"] for message in server.kept]


def failing(step: str, answer: str, numbers: Sequence[int] = (2,)) -> MailServer:
    server = MailServer()
    server.fault = lambda at, number: answer if at == step and number in numbers else ""
    return server


EVERYBODY = ["ada@example.org", "grace@example.org", "zoe@xn--mller-kva.example"]


def test_everyone_gets_one_message_with_their_own_letter(office: Path, mail: MailServer) -> None:
    outcome = post(office, mail)

    letters = [part.get_content() for message in mail.kept for part in message.iter_attachments()]
    names = [part.get_filename() for message in mail.kept for part in message.iter_attachments()]
    assert (outcome.exit_code, mailboxes(mail)) == (0, EVERYBODY)
    assert [message["Subject"] for message in mail.kept][2] == "An engine for Zoë"
    assert names == [one.file for one in read_manifest(office / "run/manifest.jsonl")]
    assert letters == [(office / "run" / name).read_bytes() for name in names if name]
    assert {message["Auto-Submitted"] for message in mail.kept} == {"auto-generated"}
    assert mail.kept[0]["X-Envelope"] == f"{SENDER} ada@example.org"
    assert receipts(office, "answer") == ["250 kept as 4711"] * 3


def test_a_second_delivery_sends_nothing(office: Path, mail: MailServer) -> None:
    post(office, mail)
    outcome = post(office, mail, "--json")

    assert len(mail.kept) == 3
    assert json.loads(outcome.stdout)["delivered_before"] == 3


def test_another_server_is_no_reason_to_send_again(office: Path, mail: MailServer) -> None:
    post(office, mail)
    (other,) = [failing("none", "")]
    for server in served(other):
        post(office, server)

    assert (len(mail.kept), len(other.kept)) == (3, 0)


def test_the_message_has_the_same_identity_when_it_is_sent_again(office: Path, mail: MailServer) -> None:
    post(office, mail)
    shutil.copytree(office / "run", office / "again")
    with closing(sqlite3.connect(office / "again" / LEDGER)) as ledger, ledger:
        ledger.execute("DELETE FROM receipts")
    post(office, mail, path="again")

    identities = [message["Message-ID"] for message in mail.kept]
    assert identities[:3] == identities[3:]
    assert len(set(identities)) == 3


def test_a_dry_run_sends_nothing_and_says_what_would_go_where(office: Path, mail: MailServer) -> None:
    outcome = post(office, mail, "--dry-run", "--json")

    said = json.loads(outcome.stdout)
    assert (said["waiting"], [one["recipient"] for one in said["first"]]) == (3, EVERYBODY)
    assert (mail.asked, receipts(office)) == ({}, [])


def test_subject_and_text_come_from_templates(office: Path, mail: MailServer) -> None:
    (office / "cover.txt").write_text("Hi {{ name }},\n\nsee {{ letter.file }}.\n")

    post(office, mail, "--subject", "{{ letter.title }} / {{ city }}", "--text", "cover.txt")

    body = mail.kept[0].get_body()
    assert body
    assert mail.kept[0]["Subject"] == "An engine for Ada / London"
    assert body.get_content().replace("\r\n", "\n") == "Hi Ada,\n\nsee 1.pdf.\n"


def test_a_template_that_asks_for_what_rows_have_not_sends_nothing(office: Path, mail: MailServer) -> None:
    outcome = post(office, mail, "--subject", "{{ nickname }}")

    assert (outcome.exit_code, mail.asked) == (3, {})
    assert "row 1" in outcome.stderr


def test_a_server_that_says_not_now_is_asked_again(office: Path) -> None:
    (server,) = [failing("rcpt", "451 later")]
    for _ in served(server):
        outcome = post(office, server)

    assert (outcome.exit_code, sorted(mailboxes(server))) == (0, EVERYBODY)
    assert receipts(office) == ["delivered", "deferred", "delivered", "delivered"]


def test_a_letter_that_is_never_taken_is_tried_by_the_next_delivery(office: Path, mail: MailServer) -> None:
    mail.mailbox_fault["grace@example.org"] = "450 mailbox busy"
    first = post(office, mail)
    mail.mailbox_fault.clear()
    second = post(office, mail)

    assert (first.exit_code, second.exit_code) == (7, 0)
    assert "delivery-deferred" in first.stderr
    assert sorted(mailboxes(mail)) == EVERYBODY


def test_a_letter_that_is_refused_is_named_and_not_tried_again_unasked(
    office: Path, mail: MailServer
) -> None:
    mail.mailbox_fault["grace@example.org"] = "550 no such user"
    first = post(office, mail)
    mail.mailbox_fault.clear()
    second, third = post(office, mail), post(office, mail, "--retry-refused")

    assert [one.exit_code for one in (first, second, third)] == [7, 7, 0]
    assert "row 2, 2.pdf to grace@example.org was refused: 550 no such user" in first.stderr
    assert sorted(mailboxes(mail)) == EVERYBODY


@pytest.mark.parametrize("step", ["mail", "rcpt", "data-begin"])
def test_a_line_lost_before_the_end_of_a_message_leaves_no_doubt(office: Path, step: str) -> None:
    (server,) = [failing(step, "drop")]
    for _ in served(server):
        outcome = post(office, server)

    assert (outcome.exit_code, sorted(mailboxes(server))) == (0, EVERYBODY)


@pytest.mark.parametrize("answer", ["drop", "silent"])
def test_silence_after_a_message_is_doubt_until_somebody_says(office: Path, answer: str) -> None:
    (server,) = [failing("kept", answer)]
    for _ in served(server):
        first, second = post(office, server), post(office, server)
        before = len(server.kept)
        third, fourth = post(office, server, "--count-as-sent", "2"), post(office, server)

    assert [one.exit_code for one in (first, second, third, fourth)] == [9, 9, 0, 0]
    assert "delivery-doubtful" in first.stderr
    assert "row 2, 2.pdf to grace@example.org is in doubt" in second.stderr
    assert (before, len(server.kept)) == (3, 3)


def test_a_doubtful_letter_is_sent_again_when_asked(office: Path) -> None:
    (server,) = [failing("data", "drop")]  # the server has not kept it
    for _ in served(server):
        first = post(office, server)
        others = post(office, server, "--resend-doubtful", "1,3-")
        again = post(office, server, "--resend-doubtful", "all")

    assert [one.exit_code for one in (first, others, again)] == [9, 9, 0]
    assert sorted(mailboxes(server)) == EVERYBODY


def test_a_process_killed_before_the_answer_leaves_a_letter_in_doubt(office: Path, mail: MailServer) -> None:
    command = [
        sys.executable,
        "-m",
        "letterpress",
        "deliver",
        str(office / "run"),
        "--to",
        url(mail, "tls=none"),
    ]
    started: list[subprocess.Popen[bytes]] = []

    def kill(step: str, number: int) -> str:
        if (step, number) == ("kept", 2):
            os.kill(started[0].pid, signal.SIGKILL)
        return ""

    mail.fault = kill
    started.append(subprocess.Popen([*command, "--recipients", "people.csv"]))  # noqa: S603 -- this program
    ended = started[0].wait(60)
    first = post(office, mail)
    second = post(office, mail, "--count-as-sent", "all")

    assert (ended, first.exit_code, second.exit_code) == (-signal.SIGKILL, 9, 0)
    assert mailboxes(mail) == EVERYBODY
    assert receipts(office) == ["delivered", "counted", "delivered"]


def test_a_server_that_cannot_be_reached_leaves_nothing_in_doubt(office: Path) -> None:
    target = f"smtp://localhost:1?from={SENDER}&tls=none&timeout=1"
    outcome = run_program("deliver", office / "run", "--to", target, "--recipients", "people.csv", *QUICK)

    assert outcome.exit_code == 7
    assert "mail-server" in outcome.stderr
    assert receipts(office) == []


def test_a_sender_the_server_does_not_like_stops_all(office: Path) -> None:
    (server,) = [failing("mail", "550 you are nobody", (1, 2, 3))]
    for _ in served(server):
        outcome = post(office, server)

    assert (outcome.exit_code, server.asked) == (7, {"mail": 1})
    assert "takes no mail from office@example.org" in outcome.stderr
    assert receipts(office) == []


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    authority = Authority("Root of the Analytical Society")
    (tmp_path / "roots.pem").write_bytes(authority.root.pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "roots.pem"))
    monkeypatch.setenv("PIN", PASSWORD)
    return authority


def post_guarded(office: Path, server: MailServer, scheme: str = "smtp") -> Result:
    target = f"{scheme}://ada@{server.place}?from={SENDER}&timeout=2"
    named = ("--recipients", office / "people.csv", "--password-env", "PIN")
    return run_program("deliver", office / "run", "--to", target, *named, *QUICK)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_letters_go_encrypted_and_with_a_password(office: Path, authority: Authority, scheme: str) -> None:
    server = guarded(server_context(office, authority), implicit=scheme == "smtps")
    for _ in served(server):
        outcome = post_guarded(office, server, scheme)

    assert (outcome.exit_code, len(server.kept)) == (0, 3)
    assert PASSWORD not in outcome.output
    assert PASSWORD.encode() not in (office / "run" / LEDGER).read_bytes()


def test_a_wrong_password_stops_all(
    office: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIN", "open sesame")
    server = guarded(server_context(office, authority))
    for _ in served(server):
        outcome = post_guarded(office, server)

    assert (outcome.exit_code, receipts(office)) == (7, [])
    assert "does not take the password (535)" in outcome.stderr
    assert "sesame" not in outcome.output


def test_an_expired_certificate_stops_all(office: Path, authority: Authority) -> None:
    server = guarded(server_context(office, authority, expired=True))
    for _ in served(server):
        outcome = post_guarded(office, server)

    assert (outcome.exit_code, receipts(office)) == (7, [])
    assert "certificate has expired" in outcome.stderr


@pytest.mark.usefixtures("authority")
def test_a_server_without_tls_gets_no_password(office: Path, mail: MailServer) -> None:
    outcome = post_guarded(office, mail)

    assert (outcome.exit_code, mail.kept) == (7, [])
    assert "STARTTLS" in outcome.stderr


BAD = {
    "": "it is empty",
    "ada": "it has no @",
    "a@example.org, b@example.org": "it is not one plain address",
    "Ada <ada@example.org>": "it is not one plain address",
    "ädä@example.org": "SMTPUTF8",
    "ada@example": "no whole domain",
    "ada@straße.example": "old and new rules",
    "ada@-x.example": "no domain",
    "grace@example.org": "row 2 has this address too",
}


@pytest.mark.parametrize("address", BAD)
def test_rows_with_bad_addresses_are_named_before_anything_is_sent(
    desk: Path, mail: MailServer, address: str
) -> None:
    (desk / "letter.md").write_text(LETTER)
    people = PEOPLE.replace("zoe@müller.example", f'"{address}"')
    (desk / "people.csv").write_text(people)
    assert run_program("merge", "letter.md", "people.csv", "-o", "run", "-q").exit_code == 0

    refused, skipped = post(desk, mail), post(desk, mail, "--skip-bad")

    assert (refused.exit_code, skipped.exit_code) == (3, 0)
    assert BAD[address] in refused.stderr
    assert "row 3" in refused.stderr
    assert mailboxes(mail) == EVERYBODY[:2]


def test_a_row_that_has_changed_since_is_refused(office: Path, mail: MailServer) -> None:
    (office / "people.csv").write_text(PEOPLE.replace("grace@", "mallory@"))

    outcome = post(office, mail)

    assert (outcome.exit_code, mail.asked) == (3, {})
    assert "row 2" in outcome.stderr
    assert "delivery-row" in outcome.stderr


def test_a_value_with_line_breaks_puts_no_header_into_a_message(desk: Path, mail: MailServer) -> None:
    (desk / "letter.md").write_text(LETTER)
    people = PEOPLE.replace("Ada,", '"Ada\r\nBcc: eve@example.org",')
    (desk / "people.csv").write_bytes(people.encode())
    assert run_program("merge", "letter.md", "people.csv", "-o", "run", "-q").exit_code == 0

    post(desk, mail, "--subject", "For {{ name }}")

    assert mail.kept[0]["Subject"] == "For Ada Bcc: eve@example.org"
    assert mail.kept[0]["Bcc"] is None
    assert mail.kept[0]["X-Envelope"] == f"{SENDER} ada@example.org"


def test_a_letter_that_was_changed_stays_here(office: Path, mail: MailServer) -> None:
    with (office / "run/2.pdf").open("ab") as letter:
        letter.write(b"%")

    outcome = post(office, mail)

    assert (outcome.exit_code, len(mail.kept)) == (6, 2)
    assert "run-letter" in outcome.stderr


def test_a_bag_is_sent_from_itself_and_stays_as_it_is(office: Path, mail: MailServer) -> None:
    bagged = run_program("archive", "run", "-o", "bag.zip", "--recipients", "people.csv", "-q")
    before = (office / "bag.zip").read_bytes()
    first = run_program("deliver", "bag.zip", "--to", url(mail))
    second = run_program("deliver", "bag.zip", "--to", url(mail))

    assert [one.exit_code for one in (bagged, first, second)] == [0, 0, 0]
    assert mailboxes(mail) == EVERYBODY
    assert (office / "bag.zip").read_bytes() == before
    assert receipts(office, path="bag.zip.receipts.sqlite") == ["delivered"] * 3


def test_messages_keep_their_distance(office: Path, mail: MailServer) -> None:
    times: list[float] = []

    def look_at_the_clock(step: str, _number: int) -> str:
        times.extend([time.monotonic()] if step == "mail" else [])
        return ""

    mail.fault = look_at_the_clock
    post(office, mail, "--rate", "4/s")

    assert times[2] - times[1] >= 0.2


def test_the_two_ways_out_of_doubt_leave_a_run_that_can_be_archived(office: Path) -> None:
    (server,) = [failing("kept", "drop")]
    for _ in served(server):
        post(office, server)

    assert run_program("verify", office / "run", "-q").exit_code == 0


def test_an_interrupt_stops_between_two_letters(office: Path, mail: MailServer) -> None:
    def interrupt(step: str, number: int) -> str:
        if (step, number) == ("kept", 2):
            os.kill(os.getpid(), signal.SIGINT)
        return ""

    mail.fault = interrupt
    first = post(office, mail)
    between = receipts(office)
    second = post(office, mail)

    assert (first.exit_code, second.exit_code) == (130, 0)
    assert between == ["delivered", "delivered"]
    assert mailboxes(mail) == EVERYBODY


def test_a_server_that_hangs_up_while_nobody_writes_costs_no_try(
    office: Path, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "IDLE_S", 0.0)
    mail.fault = lambda step, _number: "hang up later" if step == "kept" else ""

    outcome = post(office, mail, "--rate", "1/s", "--tries", "1")

    assert (outcome.exit_code, mailboxes(mail)) == (0, EVERYBODY)
    assert receipts(office) == ["delivered"] * 3
