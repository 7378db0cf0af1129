"""What letterpress says when something is wrong: diagnostics, errors and exit codes.

Every complaint is a `Diagnostic` with a stable code, a place in the author's text where there is
one, and a hint that says what to type. A verdict is a value; an exception means "cannot go on".
This module knows nothing of letters, pages or files.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar


class Severity(StrEnum):
    """How much a diagnostic weighs: an error refuses the letter, a warning may, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ExitCode(IntEnum):
    """Exit codes of the command line; 2 (usage) is click's own."""

    SUCCESS = 0
    LETTER = 1
    USAGE = 2
    RECIPIENTS = 3
    STATIONERY = 4
    TYPESETTING = 5
    PREFLIGHT = 6
    DELIVERY = 7
    SIGNATURE = 8
    DOUBT = 9
    INTERRUPTED = 130


class Code(StrEnum):
    """Stable names of diagnostics; each has a paragraph in `docs/errors.md`."""

    # the source as bytes
    SOURCE_UNREADABLE = "source-unreadable"
    SOURCE_EMPTY = "source-empty"
    SOURCE_BINARY = "source-binary"
    SOURCE_ENCODING = "source-encoding"
    SOURCE_TOO_LARGE = "source-too-large"
    # documents of word processors, and PDFs
    DOCUMENT_UNREADABLE = "document-unreadable"
    DOCUMENT_REVIEW = "document-review"
    DOCUMENT_LEFT_OUT = "document-left-out"
    DOCUMENT_CHANGED = "document-changed"
    PAGES_READ = "pages-read"
    PAGES_WITHOUT_TEXT = "pages-without-text"
    SOURCE_EMBEDDED = "source-embedded"
    # front matter
    FRONT_MATTER_INVALID = "front-matter-invalid"
    FRONT_MATTER_UNKNOWN_KEY = "front-matter-unknown-key"
    FRONT_MATTER_VALUE = "front-matter-value"
    COMMENTS = "comments"
    LINE_NUMBER = "line-number"
    # texts out of printed pages
    RUNNING_HEADS = "running-heads"
    SIGNATURE_PAGE = "signature-page"
    # the parts of a letter
    SALUTATION_MISSING = "salutation-missing"
    CLOSE_MISSING = "close-missing"
    SIGNATORY_MISSING = "signatory-missing"
    SIGNATORY_TWICE = "signatory-twice"
    SIGNATORY_ROW = "signatory-row"
    SIGNATORIES_FILE = "signatories-file"
    SIGNATORIES_COUNT = "signatories-count"
    BODY_MISSING = "body-missing"
    TEXT_BEFORE_SALUTATION = "text-before-salutation"
    TEXT_AFTER_SIGNATURES = "text-after-signatures"
    TEXT_AROUND_LETTER = "text-around-letter"
    PART_TWICE = "part-twice"
    NESTING_TOO_DEEP = "nesting-too-deep"
    WORD_TOO_LONG = "word-too-long"
    LINK_SCHEME = "link-scheme"
    LANGUAGE_TAG = "language-tag"
    IMAGE_PATH = "image-path"
    IMAGE_PLACE = "image-place"
    IMAGE_ALTERNATIVE = "image-alternative"
    TABLE_CELLS = "table-cells"
    PAGE_BREAK_PLACE = "page-break-place"
    # footnotes
    FOOTNOTE_UNDEFINED = "footnote-undefined"
    FOOTNOTE_UNCALLED = "footnote-uncalled"
    FOOTNOTE_DUPLICATE = "footnote-duplicate"
    FOOTNOTE_ORDER = "footnote-order"
    FOOTNOTE_REFERENCE = "footnote-reference"
    FOOTNOTE_CYCLE = "footnote-cycle"
    # recipients and fields
    RECIPIENTS_UNREADABLE = "recipients-unreadable"
    RECIPIENTS_ENCODING = "recipients-encoding"
    RECIPIENTS_EMPTY = "recipients-empty"
    RECIPIENTS_HEADER = "recipients-header"
    RECIPIENTS_ROW = "recipients-row"
    RECIPIENTS_VALUE = "recipients-value"
    RECIPIENTS_LIMIT = "recipients-limit"
    RECIPIENTS_QUERY = "recipients-query"
    RECIPIENTS_SELECTION = "recipients-selection"
    RECIPIENTS_LEFT_OUT = "recipients-left-out"
    RECIPIENTS_UNUSED = "recipients-unused"
    FIELD_UNKNOWN = "field-unknown"
    FIELD_INVALID = "field-invalid"
    FIELD_PLACE = "field-place"
    FIELD_UNFILLED = "field-unfilled"
    # stationery and fonts
    STATIONERY_UNKNOWN = "stationery-unknown"
    STATIONERY_INVALID = "stationery-invalid"
    STATIONERY_ASSET_MISSING = "stationery-asset-missing"
    STATIONERY_OVERFLOW = "stationery-overflow"
    CHARACTER_UNAVAILABLE = "character-unavailable"
    # typesetting
    TYPESETTING_MISMATCH = "typesetting-mismatch"
    TYPESETTING_FAILED = "typesetting-failed"
    TYPESETTING_LIMIT = "typesetting-limit"
    PAGES_EXCEEDED = "pages-exceeded"
    COPYFITTED = "copyfitted"
    TABLE_WORDS_CUT = "table-words-cut"
    IMAGE_UNREADABLE = "image-unreadable"
    # preflight
    PDF_UNREADABLE = "pdf-unreadable"
    PDF_STANDARD = "pdf-standard"
    PDF_FONT = "pdf-font"
    PDF_BOXES = "pdf-boxes"
    PDF_TEXT = "pdf-text"
    PDF_FOOTNOTE = "pdf-footnote"
    # the run and what it rests on
    EXTRA_MISSING = "extra-missing"
    DATE_UNKNOWN = "date-unknown"
    LIBRARY_MISSING = "library-missing"
    OUTPUT_UNWRITABLE = "output-unwritable"
    FILES_COLLIDE = "files-collide"
    FOLDER_NOT_EMPTY = "folder-not-empty"
    RUN_EXISTS = "run-exists"
    RUN_BUSY = "run-busy"
    RUN_CHANGED = "run-changed"
    LEDGER_UNREADABLE = "ledger-unreadable"
    RUN_UNFINISHED = "run-unfinished"
    ROW_UNKNOWN = "row-unknown"
    ROW_FORGOTTEN = "row-forgotten"
    KEPT_ELSEWHERE = "kept-elsewhere"
    WORKER_LOST = "worker-lost"
    STORE_ADDRESS = "store-address"
    STORE_NOT_EMPTY = "store-not-empty"
    STORE_FAILED = "store-failed"
    STORE_UNTRUSTED = "store-untrusted"
    CLUSTER_UNREACHABLE = "cluster-unreachable"
    CLUSTER_UNLIKE = "cluster-unlike"
    CLUSTER_FOLDER = "cluster-folder"
    CLUSTER_LOST = "cluster-lost"
    # the print run
    PRINT_RUN_EMPTY = "print-run-empty"
    PRINT_RUN_LETTER = "print-run-letter"
    PRINT_RUN_ORDER = "print-run-order"
    PRINT_RUN_LIMIT = "print-run-limit"
    PRINT_RUN_SHEETS = "print-run-sheets"
    # bags, and whether they hold
    ORIGIN_MISSING = "origin-missing"
    RUN_LETTER = "run-letter"
    BAG_EXISTS = "bag-exists"
    BAG_UNALTERABLE = "bag-unalterable"
    BAG_SIZE = "bag-size"
    BAG_INVALID = "bag-invalid"
    BAG_UNSAFE = "bag-unsafe"
    BAG_FILE_MISSING = "bag-file-missing"
    BAG_FILE_EXTRA = "bag-file-extra"
    BAG_FILE_CHANGED = "bag-file-changed"
    BAG_UNVOUCHED = "bag-unvouched"
    REMADE_OTHERWISE = "remade-otherwise"
    # signatures
    SIGNING_KEY = "signing-key"
    SIGNING_PASSWORD = "signing-password"  # noqa: S105 -- the name of a complaint
    SIGNING_CERTIFICATE = "signing-certificate"
    SIGNED_ALREADY = "signed-already"
    SIGNING_FAILED = "signing-failed"
    TIME_SERVER = "time-server"
    VALIDATION_DATA = "validation-data"
    SIGNATURE_MISSING = "signature-missing"
    SIGNATURE_BROKEN = "signature-broken"
    SIGNATURE_COVERAGE = "signature-coverage"
    SIGNATURE_UNTRUSTED = "signature-untrusted"
    # deliveries
    DELIVERY_TARGET = "delivery-target"
    DELIVERY_ROW = "delivery-row"
    DELIVERY_OCCUPIED = "delivery-occupied"
    DELIVERY_REFUSED = "delivery-refused"
    DELIVERY_DEFERRED = "delivery-deferred"
    DELIVERY_DOUBTFUL = "delivery-doubtful"
    MAIL_SERVER = "mail-server"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: file name, line and column (both from 1), and the line itself.

    Among recipients `row` counts them from 1, and `field` names the column of the table as its header does;
    a complaint about the table itself has no row.
    """

    name: str
    line: int
    column: int
    excerpt: str = ""
    width: int = 1
    row: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint. Messages are lower case without full stop; the hint says what to type."""

    code: Code
    severity: Severity
    message: str
    hint: str = ""
    place: Place | None = None


def has_errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Tell whether any diagnostic refuses the letter."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def has_warnings(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Tell whether any diagnostic refuses the letter when warnings do; a note never does."""
    return any(d.severity is Severity.WARNING for d in diagnostics)


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, str | int | None]:
    """Give a diagnostic as an object for JSON; line and column are null where there is no place.

    `row` and `field` are there only where the place is one among recipients.
    """
    place = diagnostic.place
    among_recipients = place is not None and (place.row is not None or place.field)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "line": place.line if place else None,
        "column": place.column if place else None,
        **({"row": place.row, "field": place.field} if place and among_recipients else {}),
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


class LetterpressError(Exception):
    """Something refuses the work: carries diagnostics and the exit code of the command line."""

    exit_code: ClassVar[ExitCode] = ExitCode.LETTER

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type["LetterpressError"], tuple[Diagnostic, ...]]:
        """Let an error travel from one process to another with all its diagnostics."""
        return type(self), self.diagnostics


class LetterError(LetterpressError):
    """The letter's text cannot be set as it stands."""


class RecipientsError(LetterpressError):
    """The recipients cannot be written to as they stand."""

    exit_code = ExitCode.RECIPIENTS


class MergeError(LetterpressError):
    """Many letters cannot be made in one run as they stand."""

    exit_code = ExitCode.RECIPIENTS


class StationeryError(LetterpressError):
    """The stationery is missing, broken or too small for the letter."""

    exit_code = ExitCode.STATIONERY


class TypesettingError(LetterpressError):
    """The pages could not be made as planned."""

    exit_code = ExitCode.TYPESETTING


class PreflightError(LetterpressError):
    """The finished PDF does not hold what it claims."""

    exit_code = ExitCode.PREFLIGHT


class BagError(LetterpressError):
    """A bag or the folder of a run cannot be read, or is not what it should be."""

    exit_code = ExitCode.PREFLIGHT


class DeliveryError(LetterpressError):
    """The finished file could not be handed over."""

    exit_code = ExitCode.DELIVERY


class SignatureError(LetterpressError):
    """Nothing can be signed with this key, or at this time server."""

    exit_code = ExitCode.SIGNATURE
