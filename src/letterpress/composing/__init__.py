"""Letter and stationery to passages, and finished pages to one HTML string."""

from letterpress.composing.flow import compose_flow, note_part
from letterpress.composing.pages import Page, addressee_of, compose_pages
from letterpress.composing.passages import Arrangement, Container, Flow, Image, NoteFlow, Passage

__all__ = [
    "Arrangement",
    "Container",
    "Flow",
    "Image",
    "NoteFlow",
    "Page",
    "Passage",
    "addressee_of",
    "compose_flow",
    "compose_pages",
    "note_part",
]
