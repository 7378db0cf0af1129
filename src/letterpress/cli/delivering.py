"""`letterpress deliver`: the letters of a run or a bag to a place or to everyone's mailbox, with receipts."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import click

from letterpress.cli.bars import show_bar
from letterpress.cli.choosing import show_some
from letterpress.cli.passwords import read_password
from letterpress.cli.places import open_store
from letterpress.cli.reporting import print_diagnostics, printable
from letterpress.cli.sources import read_source
from letterpress.delivering import (
    Composer,
    Consignment,
    Depot,
    Handed,
    Mailroom,
    MailTarget,
    Needs,
    Outcome,
    Pace,
    Parcel,
    Postbox,
    State,
    Stock,
    StoreDepot,
    Templates,
    Wishes,
    complaint_of,
    find_encryptor,
    is_mail,
    lay_down,
    open_with_receipts,
    open_zip_depot,
    parcels_for,
    password_fault,
    post,
    read_mail_target,
    read_rows,
    take_stock,
    try_words,
)
from letterpress.diagnostics import Code, Diagnostic, ExitCode, RecipientsError
from letterpress.running import interruptible
from letterpress.source import Source
from letterpress.stores import FolderStore

MOST_LISTED = 10  # letters a dry run shows


class Plan(NamedTuple):
    """What is to be handed over: parcels, what is wrong with rows, and what mail is made with."""

    parcels: Sequence[Parcel]
    wrong: Sequence[Diagnostic] = ()
    run: str = ""
    composer: Composer | None = None


class Wanted(NamedTuple):
    """What a plan is made from: what rows must have, their file, templates, one password for all copies."""

    needs: Needs
    recipients: Path | None
    templates: Templates
    password: str


def deliver(  # noqa: PLR0913 -- one parameter for each option of the command
    *,
    path: str,
    target: str,
    recipients: str | None,
    email_column: str,
    shared_addresses: bool,
    subject: str | None,
    text: str | None,
    password_env: str | None,
    password_fd: int | None,
    rate: float,
    tries: int,
    pause: float,
    encrypt: bool,
    password_column: str | None,
    encrypt_env: str | None,
    encrypt_fd: int | None,
    skip_bad: bool,
    retry_refused: bool,
    resend_doubtful: Callable[[int], bool],
    count_as_sent: Callable[[int], bool],
    dry_run: bool,
    json_lines: bool,
    quiet: bool,
) -> ExitCode:
    """Hand letters over, and say what became of them."""
    mail = read_mail_target(target) if is_mail(target) else None
    if not mail and (subject or text):
        raise click.UsageError("--subject and --text are for mail")
    if not mail and (password_env or password_fd is not None):
        raise click.UsageError("--password-env and --password-fd are for mail; copies have --encrypt-env")
    wanted = Wanted(
        Needs(email_column if mail else "", password_column or "", shared_addresses),
        Path(recipients) if recipients else None,
        Templates(
            Source("--subject", subject) if subject else None, read_source(text, None) if text else None
        ),
        _copy_password(encrypt_env, encrypt_fd) if encrypt and not password_column else "",
    )
    encryptor = find_encryptor() if encrypt else None
    password = _server_password(mail, password_env, password_fd) if mail and not dry_run else ""
    wishes = Wishes(retry_refused, resend_doubtful, count_as_sent)
    with (
        open_with_receipts(Path(path), open_store, look_only=dry_run) as (consignment, book),
        nullcontext() if mail else _open_depot(target) as depot,
    ):
        where = mail.address if mail else depot.address if depot else ""
        plan = _plan(consignment, wanted, "" if mail else where)
        _refuse_wrong(plan, skip_bad=skip_bad, json_lines=json_lines)
        stock = take_stock(plan.parcels, book.latest(), wishes, can_ask=not mail)
        if dry_run:
            return _list(where, stock, plan, json_lines=json_lines)
        book.note((number, Outcome(State.COUNTED, "counted as sent")) for number in stock.counted)
        shown = not json_lines and not quiet
        tally = Tally(where, stock, len(plan.wrong))
        try:
            with interruptible() as is_stopped, show_bar("letters", len(stock.waiting), shown=shown) as tell:
                pace = Pace(rate, tries, pause, is_stopped)
                if depot:
                    handed = lay_down(stock.waiting, depot, consignment.read, book, encryptor, pace.go_on)
                    tally.count(handed, tell)
                elif mail and plan.composer:
                    with closing(Postbox(mail, password)) as postbox:
                        made = (plan.composer, plan.run, consignment.read, book, encryptor, pace)
                        tally.count(post(stock.waiting, Mailroom(mail, postbox, *made)), tell)
        except KeyboardInterrupt:
            click.echo("interrupted; type the same command again to go on", err=True)
            return ExitCode.INTERRUPTED
        finally:
            tally.report(json_lines=json_lines, quiet=quiet)
    return tally.exit_code


def _plan(consignment: Consignment, wanted: Wanted, place: str) -> Plan:
    """Address every letter, and try what is written around it; `place` is empty for mail."""
    if place and not wanted.needs.password:
        return Plan(
            [Parcel(one, f"{place}/{one.file}", None, wanted.password) for one in consignment.entries]
        )
    rows = read_rows(consignment, wanted.recipients)
    parcels, wrong = parcels_for(consignment.entries, rows, wanted.needs)
    if place:
        return Plan([one._replace(recipient=f"{place}/{one.entry.file}") for one in parcels], wrong)
    if wanted.password:
        parcels = [one._replace(password=wanted.password) for one in parcels]
    composer = Composer(rows.origin.letter, rows.origin.options.overrides, wanted.templates)
    parcels, without_words = try_words(parcels, composer, rows.name)
    return Plan(parcels, (*wrong, *without_words), rows.run, composer)


def _refuse_wrong(plan: Plan, *, skip_bad: bool, json_lines: bool) -> None:
    """Refuse rows with errors, or name those that are left out.

    Raises:
        RecipientsError: there are some, and they are not to be skipped.
    """
    if not plan.wrong:
        return
    shown = show_some(plan.wrong, "errors", json_lines=json_lines)
    if not skip_bad:
        raise RecipientsError(*shown)
    print_diagnostics(shown, json_lines=json_lines)


class Tally:
    """What became of letters, counted, and what is to be said of them."""

    def __init__(self, where: str, stock: Stock, left_out: int) -> None:
        self._where = where
        self._stock = stock
        self._left_out = left_out
        self._states: Counter[State] = Counter()
        before = [
            *(complaint_of(one, Outcome(State.DOUBTFUL, "")) for one in stock.doubtful),
            *(complaint_of(one, Outcome(State.REFUSED, "before")) for one in stock.refused),
        ]
        self._wrong = [one for one in before if one]

    def count(self, handed: Iterable[Handed], tell: Callable[[], None]) -> None:
        """Count letters as they are handed over."""
        for one in handed:
            self._states[one.outcome.state] += 1
            if one.diagnostic:
                self._wrong.append(one.diagnostic)
            tell()

    @property
    def exit_code(self) -> ExitCode:
        """Tell how it went; what is in doubt weighs most, then a letter that was changed."""
        codes = {one.code for one in self._wrong}
        if Code.DELIVERY_DOUBTFUL in codes:
            return ExitCode.DOUBT
        if Code.RUN_LETTER in codes:
            return ExitCode.PREFLIGHT
        return ExitCode.DELIVERY if codes else ExitCode.SUCCESS

    def report(self, *, json_lines: bool, quiet: bool) -> None:
        """Name what was not handed over, and say how much was."""
        print_diagnostics(show_some(self._wrong, "errors", json_lines=json_lines), json_lines=json_lines)
        counts = self._counts()
        if json_lines:
            click.echo(json.dumps({"target": self._where, **counts}))
        elif not quiet:
            said = [f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number]
            click.echo(f"{printable(self._where)}: {', '.join(said) or 'no letters'}")

    def _counts(self) -> dict[str, int]:
        stock, states = self._stock, self._states
        handed = sum(states.values())
        return {
            "delivered": states[State.DELIVERED],
            "delivered_before": stock.done,
            "counted_as_sent": len(stock.counted),
            "refused": states[State.REFUSED] + len(stock.refused),
            "deferred": states[State.DEFERRED],
            "doubtful": states[State.DOUBTFUL] + len(stock.doubtful),
            "left_out": self._left_out,
            "not_reached": len(stock.waiting) - handed,
        }


def _list(where: str, stock: Stock, plan: Plan, *, json_lines: bool) -> ExitCode:
    """Say what would go where."""
    rows = [
        {"row": one.entry.row, "file": one.entry.file, "recipient": one.recipient}
        for one in stock.waiting[:MOST_LISTED]
    ]
    counts = {
        "waiting": len(stock.waiting),
        "delivered_before": stock.done,
        "refused": len(stock.refused),
        "doubtful": len(stock.doubtful),
        "left_out": len(plan.wrong),
    }
    if json_lines:
        click.echo(json.dumps({"target": where, **counts, "first": rows}))
        return ExitCode.SUCCESS
    for row in rows:
        click.echo("\t".join(printable(str(cell)) for cell in row.values()))
    if len(stock.waiting) > MOST_LISTED:
        click.echo("...")
    said = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number)
    click.echo(f"{printable(where)}: {said or 'no letters'}")
    return ExitCode.SUCCESS


@contextmanager
def _open_depot(target: str) -> Iterator[Depot]:
    """Open the place at a path or an address."""
    if "://" in target:
        yield StoreDepot(open_store(target), is_here=False)
    elif target.lower().endswith(".zip"):
        with open_zip_depot(Path(target)) as depot:
            yield depot
    else:
        yield StoreDepot(FolderStore(Path(target)), is_here=True)


def _server_password(mail: MailTarget, variable: str | None, descriptor: int | None) -> str:
    if not mail.user:
        return ""
    password = read_password(variable, descriptor)
    if password is None:
        password = click.prompt(f"Password of {mail.user} at {mail.host}", hide_input=True, err=True)
    return str(password)


def _copy_password(variable: str | None, descriptor: int | None) -> str:
    """Read the one password of all copies."""
    password = read_password(variable, descriptor, "--encrypt")
    if password is None:
        prompt = "Password of the copies"
        password = click.prompt(prompt, hide_input=True, confirmation_prompt=True, err=True)
    if fault := password_fault(str(password)):
        raise click.UsageError(fault)
    return str(password)
