"""Tracked changes and comments: a letter is not sent before somebody has decided on them."""

from typing import Literal

from letterpress.importing.content import Findings

Review = Literal["accept", "reject"] | None


def refuse_review(changes: int, comments: int, name: str, findings: Findings) -> None:
    """Refuse a document under review, and say what would decide on it."""
    counted = [
        f"{number:,} {what}" + ("" if number == 1 else "s")
        for number, what in ((changes, "tracked change"), (comments, "comment"))
        if number
    ]
    if counted:
        hint = "type --review accept or --review reject, which leave comments out; or decide in the document"
        findings.refused(f"{name} has {' and '.join(counted)}", hint)
