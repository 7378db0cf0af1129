"""The jobs of a run: a file for every letter, and what makes them."""

from collections.abc import Callable, Sequence
from functools import partial

from letterpress.diagnostics import Severity
from letterpress.mailing.versions import VersionPress, Versions
from letterpress.merging import FieldText, Recipient, fields_sha256, fill_words
from letterpress.press import RenderOptions
from letterpress.running import Job, Made, Maker, import_for_workers, numbered_folder, safe_name
from letterpress.source import Source


def jobs_of(recipients: Sequence[Recipient], name: str, *, in_folders: bool = False) -> tuple[Job, ...]:
    """Name a file for every letter.

    Args:
        recipients: those to write to.
        name: a name with fields, such as `{{ row }}-{{ last_name }}.pdf`; empty for numbers alone.
        in_folders: a thousand letters a folder.

    Raises:
        LetterError: the name is no Jinja, or asks for what a row has not.
    """
    named = _namer(name, max((one.row for one in recipients), default=1))
    return tuple(
        Job(
            one.row,
            f"{numbered_folder(one.row)}/{named(one)}" if in_folders else named(one),
            fields_sha256(one),
            one,
        )
        for one in recipients
    )


def _namer(name: str, last: int) -> Callable[[Recipient], str]:
    if not name:
        width = len(str(last))
        return lambda one: f"{one.row:0{width}}.pdf"
    fields = FieldText(Source("--name", name))

    def named(recipient: Recipient) -> str:
        filled = fields.fill(recipient.values, recipient.language)
        parts = [safe_name(fill_words(part, filled.values)) for part in filled.source.text.split("/")]
        path = "/".join(parts)  # the author's own slashes part folders, those of values do not
        return path if path.lower().endswith(".pdf") else f"{path}.pdf"

    return named


def prepare_workers() -> None:
    """Let the processes of a run that is still being planned find all imported that sets letters."""
    import_for_workers(__name__)


def maker_builder(letter: Versions, options: RenderOptions) -> Callable[[], Maker]:
    """Give what each process of a run builds its maker with: fields, fonts and style sheets loaded once."""
    return partial(_build_maker, letter, options)


def _build_maker(letter: Versions, options: RenderOptions) -> Maker:
    return partial(_make, VersionPress(letter, options))


def _make(press: VersionPress, recipient: object) -> Made:
    assert isinstance(recipient, Recipient)
    rendered = press.render(recipient)
    warnings = tuple(
        f"{one.message} [{one.code}]" for one in rendered.diagnostics if one.severity is Severity.WARNING
    )
    return Made(rendered.pdf, rendered.page_count, rendered.sha256, rendered.standards, warnings)
