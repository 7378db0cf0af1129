"""PDFs, read off their pages through pypdf."""
