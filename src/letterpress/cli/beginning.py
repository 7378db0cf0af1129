"""`letterpress init` and `letterpress stationery new`: something of one's own that works at once."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from letterpress.cli.clock import created_by
from letterpress.diagnostics import Code, DeliveryError, Diagnostic, ExitCode, Severity
from letterpress.files import make_folder, write_atomically
from letterpress.stationery import Stationery, load_stationery

LETTER = """---
letterhead:
  name: Porthaven Harbour Board
  lines: [1 Quay Street, Porthaven PH3 4CD, office@porthaven.example]
stationery: ./stationery
subject: Your berth for the coming year
---
{{{{ name }}}}
{{{{ street }}}}
{{{{ city }}}}

{day}

Dear {{{{ name }}}},

Thank you for your letter. Berth {{{{ berth }}}} is yours for another year.[^1]

{{% if fee %}}
The fee is {{{{ fee }}}} and is due at the end of the month.
{{% endif %}}

[^1]: By-laws of the harbour, section 4.

Yours sincerely,

Ada Lovell
Harbour master
"""
RECIPIENTS = """name,street,city,berth,fee
Gideon Farthing,Tide Cottage,Porthaven,12,£ 340
Mary Brock,3 Lamp Row,Wenlow,7,
Zoë Öberg,Strandvägen 9,Göteborg,31,£ 180
"""
STYLE = """/* Rules that come after those of the base; docs/stationery.md names every class. For instance:
.letterhead-name { font-size: 24pt; line-height: 30pt }
*/
"""


def begin_project(*, folder: str, base: str) -> ExitCode:
    """Write a letter with fields, its recipients and stationery, and say how to set them."""
    day = created_by(os.environ) or datetime.now(UTC)
    files = {
        "letter.md": LETTER.format(day=f"{day:%-d %B %Y}"),
        "people.csv": RECIPIENTS,
        **{f"stationery/{name}": text for name, text in _stationery_on(load_stationery(base)).items()},
    }
    _write(Path(folder), files, ("out", "stationery"))
    click.echo(f"next: cd {folder}", err=True)
    click.echo("      letterpress render letter.md --recipients people.csv --recipient 1", err=True)
    click.echo("      letterpress merge letter.md people.csv -o out/run", err=True)
    click.echo(folder)
    return ExitCode.SUCCESS


def begin_stationery(*, folder: str, base: str) -> ExitCode:
    """Write a folder with stationery that rests on one that ships, and say how to set a letter on it."""
    _write(Path(folder), _stationery_on(load_stationery(base)))
    click.echo(f"{folder}/stationery.toml says what is different from {base}, for now nothing", err=True)
    click.echo(f"next: letterpress render LETTER --stationery ./{folder}", err=True)
    click.echo(folder)
    return ExitCode.SUCCESS


def _write(folder: Path, files: Mapping[str, str], folders: tuple[str, ...] = ()) -> None:
    """Write files into a folder that is not there yet.

    Raises:
        DeliveryError: it is there, or cannot be made.
    """
    if folder.exists():
        hint = "name a folder that is not there yet"
        raise DeliveryError(
            Diagnostic(Code.OUTPUT_UNWRITABLE, Severity.ERROR, f"{folder} is there already", hint)
        )
    make_folder(folder)
    for name in folders:
        make_folder(folder / name)
    for name, text in files.items():
        write_atomically(folder / name, text.encode())


def _stationery_on(base: Stationery) -> Mapping[str, str]:
    """Give files of stationery that says nothing yet, with the values of its base to be changed."""
    boxes = (
        f"# {name} = {{ left_mm = {box.left_mm}, top_mm = {box.top_mm}, "
        f"width_mm = {box.width_mm}, height_mm = {box.height_mm} }}"
        for name, box in base.boxes_mm.items()
    )
    table = (
        f'base = "{base.name}" # {base.title}',
        f'title = "{base.title}, our own"',
        "",
        "# What is said here is laid over what the base says; `false` takes a box away.",
        "# Millimetres from the top left corner of the sheet.",
        "[boxes_mm]",
        *boxes,
        "",
    )
    return {"stationery.toml": "\n".join(table), "letter.css": STYLE}
