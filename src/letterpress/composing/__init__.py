"""Letter and stationery to passages, and finished pages to one HTML string."""

from letterpress.composing.flow import Container, Flow, NoteFlow, Passage, compose_flow
from letterpress.composing.pages import Page, compose_pages

__all__ = ["Container", "Flow", "NoteFlow", "Page", "Passage", "compose_flow", "compose_pages"]
