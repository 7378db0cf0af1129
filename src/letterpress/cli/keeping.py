"""The commands for what is finished: bags, what is held against its promises, signatures, deliveries.

They are declared like those in `program`, which takes them in.
"""

import click

from letterpress.cli.options import (
    bag_options,
    examples,
    json_option,
    quiet_option,
    read_rate,
    read_rows,
)
from letterpress.cli.performing import perform

judging_option = click.option(
    "--validate",
    type=click.Choice(["sample", "all"]),
    default="sample",
    show_default=True,
    help="Which letters preflight sees: the first and one in five hundred, or all.",
)


@click.command(
    short_help="Put a run into a bag.",
    epilog=examples(
        "letterpress archive run -o run-bag                          a BagIt bag, as a folder",
        "letterpress archive run -o run.zip                          as one file; or run.tar",
        "letterpress archive run -o run.tar --max-size 2G            run-1.tar, run-2.tar and on",
        "letterpress archive run -o bag --info identifier=2026/117   what bag-info.txt says",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=str))
@click.option(
    "-o",
    "--output",
    metavar="BAG",
    required=True,
    type=click.Path(path_type=str),
    help="The bag: a file .tar or .zip, or a new folder.",
)
@bag_options
@judging_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@quiet_option
def archive(**request: object) -> None:
    """Put a run that has ended into a bag for an archive (BagIt 1.0, RFC 8493), and print its path.

    The bag holds the letters, their manifest, what they were made from, and what preflight says of them.
    """
    if request["recipients"] and request["without_recipients"]:
        raise click.UsageError("--recipients and --without-recipients exclude each other")
    perform("archiving:archive", request)


@click.command(
    short_help="Hold a bag, a run or a letter against what it promises.",
    epilog=examples(
        "letterpress verify run.zip                    every checksum, every letter",
        "letterpress verify run                        the folder of a run against its manifest",
        "letterpress verify run.zip --remake 17        make the letter of row 17 again from the bag alone",
        "letterpress verify run.zip --trust roots.pem    and that it is signed, by whom these roots prove",
        "letterpress verify run.zip --json             for another program",
    ),
)
@click.argument("path", metavar="BAG|DIR|PDF", type=click.Path(path_type=str))
@judging_option
@click.option(
    "--remake",
    metavar="ROW|sample|all",
    help="Make letters again from the bag alone, and say whether they have the same bytes.",
)
@click.option(
    "--trust",
    metavar="ROOTS.pem",
    multiple=True,
    type=click.Path(path_type=str),
    help="Root certificates that prove the signatures; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print findings and the verdict as JSON.")
@quiet_option
def verify(**request: object) -> None:
    """Hold a bag, the folder of a run or a letter against what it promises; exit code 0 only when all holds.

    Each file that fails is named, with how it fails. A bag is read as it is and not unpacked. Signatures in a
    PDF, in a bag or beside either are verified too; who signed is proven by --trust.
    """
    perform("verifying:verify", request)


@click.command(
    short_help="Take letters out of a run for good.",
    epilog=examples(
        "letterpress forget run --row 17 --dry-run            what would go",
        "letterpress forget run --row 17 --reason 'request 2026/88' --by 'Jo Doe'",
        "letterpress forget run --row 17 --row 40-45          ranges too",
    ),
)
@click.argument("folder", metavar="RUN", type=click.Path(path_type=str))
@click.option(
    "--row",
    "rows",
    metavar="RANGES",
    multiple=True,
    required=True,
    help="The letters of these rows: 17, or 40-45, or 1,5,9-; may be given again.",
)
@click.option("--reason", metavar="TEXT", default="", help="Why, for the entry that stays; it names nobody.")
@click.option("--by", metavar="NAME", default="", help="Who forgets, for the entry that stays.")
@click.option("--dry-run", is_flag=True, help="Name what would go; nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@quiet_option
def forget(**request: object) -> None:
    """Take the letters of rows out of a run: their files and all that manifest and ledger know of them.

    An entry stays that says when and why. What was stopped is finished by the same command. What cannot be
    reached is named: the recipients' file, print runs, bags, backups, letters that were sent.
    """
    perform("forgetting:forget", request)


@click.command(
    short_help="Sign finished PDFs, or any file.",
    epilog=examples(
        "letterpress sign letter.pdf --key ada.p12                       to letter-signed.pdf",
        "letterpress sign *.pdf --key ada.p12 --password-env PIN -o signed    all, into a folder",
        "letterpress sign letter.pdf --key ada.p12 --timestamp http://time.example/tsa    with a time stamp",
        "letterpress sign letter.pdf --key ada.p12 --timestamp URL --long-term --trust roots.pem",
        "letterpress sign letter.pdf --key ada.p12 --certify no-changes    nobody may change it",
        "letterpress sign letter.pdf --pkcs11 opensc-pkcs11.so --key-label Signature    with a smart card",
        "letterpress sign run --key ada.p12 -o signed    every letter of a run, into a run of its own",
        "letterpress sign manifest.jsonl --key ada.p12 --detached        to manifest.jsonl.p7s",
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "--key", metavar="KEY.p12", type=click.Path(path_type=str), help="Key and certificate in a file."
)
@click.option(
    "--pkcs11",
    metavar="MODULE.so",
    type=click.Path(path_type=str),
    help="Key and certificate in a token: its maker's PKCS#11 module. The password is the PIN.",
)
@click.option(
    "--token-label", metavar="NAME", default="", help="Which token; needless where there is only one."
)
@click.option("--key-label", metavar="NAME", default="", help="Which key of the token.")
@click.option("--password-env", metavar="NAME", help="The variable of the environment that has the password.")
@click.option("--password-fd", metavar="N", type=int, help="The file descriptor the password is read from.")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(path_type=str),
    help="A file for one, a folder for any number. Without it: beside each FILE, under a name of its own.",
)
@click.option("--timestamp", metavar="URL", default="", help="The time server (RFC 3161) to ask.")
@click.option("--long-term", is_flag=True, help="Put in what proves the certificates; needs --trust.")
@click.option(
    "--trust",
    metavar="ROOTS.pem",
    multiple=True,
    type=click.Path(path_type=str),
    help="Root certificates of signer and time server; may be given again.",
)
@click.option(
    "--certify",
    type=click.Choice(("no-changes", "signatures")),
    help="Certify the file, and allow others no change, or more signatures.",
)
@click.option("--add", is_flag=True, help="Add a signature to a file that is signed.")
@click.option("--detached", is_flag=True, help="Sign any FILE beside itself (CMS), to FILE.p7s.")
@json_option
@quiet_option
def sign(**request: object) -> None:
    """Sign finished PDFs with PAdES, or any file beside itself with --detached.

    The folder of a run stands for all its letters, which go into a run of their own. A signed PDF holds the
    standards it held. Without --password-env or --password-fd, the password of the key is asked for. One FILE
    that is refused stops no other; exit code 8 when one was.
    """
    if (request["key"] is None) is (request["pkcs11"] is None):
        raise click.UsageError("name a key: --key KEY.p12, or --pkcs11 MODULE.so with --key-label NAME")
    if (request["pkcs11"] is None) is (request["key_label"] != ""):
        raise click.UsageError("--pkcs11 and --key-label need each other")
    if request["long_term"] and not (request["timestamp"] and request["trust"]):
        raise click.UsageError("--long-term needs --timestamp URL and --trust ROOTS.pem")
    if request["trust"] and not request["long_term"]:
        raise click.UsageError("--trust is for --long-term")
    if request["password_env"] and request["password_fd"] is not None:
        raise click.UsageError("--password-env and --password-fd exclude each other")
    for name in ("long_term", "certify", "add"):
        if request["detached"] and request[name]:
            raise click.UsageError(f"--detached and --{name.replace('_', '-')} exclude each other")
    perform("signatures:sign", request)


@click.command(
    short_help="Hand letters over, each with a receipt.",
    epilog=examples(
        "letterpress deliver run --to /srv/outbox                         into a folder; or run.zip, sftp://…",
        "letterpress deliver run --to 'smtp://ada@mail.example.org?from=office@example.org' --dry-run",
        "letterpress deliver run.zip --to 'smtp://mail.example.org?from=office@example.org' --rate 60/min",
        "letterpress deliver run --to URL --subject 'Your contract, {{ name }}' --text cover.txt",
        "letterpress deliver run --to URL --encrypt --password-column pin   copies only a password opens",
        "letterpress deliver run --to URL --count-as-sent 17 --resend-doubtful 18-20   after a crash",
    ),
)
@click.argument("path", metavar="BAG|DIR", type=click.Path(path_type=str))
@click.option(
    "--to",
    "target",
    metavar="URL",
    required=True,
    help="A folder, a file .zip, the address of a store, or smtp://HOST?from=ADDRESS to each row's email.",
)
@click.option(
    "--recipients",
    metavar="FILE",
    type=click.Path(path_type=str),
    help="Where the recipients' file is now; each row must be what its letter was made from.",
)
@click.option("--email-column", metavar="COLUMN", default="email", show_default=True, help="Where mail goes.")
@click.option("--shared-addresses", is_flag=True, help="Let rows have the address of another row.")
@click.option(
    "--subject", metavar="TEMPLATE", help="The subject, with fields. Without it: the letter's title."
)
@click.option(
    "--text",
    metavar="FILE",
    type=click.Path(path_type=str),
    help="The text of messages, with fields. Without it: one sentence in the letter's language.",
)
@click.option("--password-env", metavar="NAME", help="The variable that has the mail server's password.")
@click.option("--password-fd", metavar="N", type=int, help="The file descriptor it is read from.")
@click.option("--rate", metavar="N/min", callback=read_rate, help="No more messages than that: 60/min, 2/s.")
@click.option(
    "--tries",
    metavar="N",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="How often a letter is tried that the server does not take yet.",
)
@click.option(
    "--pause",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="Before the second try; each pause is twice the last.",
)
@click.option("--encrypt", is_flag=True, help="Send copies that only a password opens (AES-256); no PDF/A.")
@click.option("--password-column", metavar="COLUMN", help="The column with the password of each row's copy.")
@click.option("--encrypt-env", metavar="NAME", help="The variable that has one password for all copies.")
@click.option("--encrypt-fd", metavar="N", type=int, help="The file descriptor it is read from.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows with errors instead of refusing them all.")
@click.option("--retry-refused", is_flag=True, help="Try again what the other side refused before.")
@click.option(
    "--resend-doubtful",
    metavar="ROWS|all",
    callback=read_rows,
    help="Send these again, of the letters in doubt: they may arrive twice.",
)
@click.option(
    "--count-as-sent",
    metavar="ROWS|all",
    callback=read_rows,
    help="Count these as sent, of the letters in doubt.",
)
@click.option(
    "--dry-run", is_flag=True, help="Try every row, and say what would go where; hand over nothing."
)
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object, and diagnostics as JSON.")
@quiet_option
def deliver(**request: object) -> None:
    """Hand the letters of a run or a bag over, and keep a receipt of each.

    What has a receipt is not handed over again. What was begun and never answered is asked for where the
    other side can be asked, and else named: exit code 9. A letter that is not what its manifest says stays
    here.
    """
    if request["password_env"] and request["password_fd"] is not None:
        raise click.UsageError("--password-env and --password-fd exclude each other")
    ways = ("password_column", "encrypt_env", "encrypt_fd")
    given = [name for name in ways if request[name] is not None]
    if given and not request["encrypt"]:
        raise click.UsageError(f"--{given[0].replace('_', '-')} is for --encrypt")
    if len(given) > 1:
        raise click.UsageError("--password-column, --encrypt-env and --encrypt-fd exclude each other")
    perform("delivering:deliver", request)
