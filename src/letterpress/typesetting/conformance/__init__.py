"""Finishing a drawn document as PDF/A and PDF/UA: structure, metadata, catalogue, streams."""

from letterpress.typesetting.conformance.facts import FileFacts
from letterpress.typesetting.conformance.finishing import make_finisher, source_attachment

__all__ = ["FileFacts", "make_finisher", "source_attachment"]
