"""Lets `python -m letterpress` be the command `letterpress`."""

from letterpress.cli import main

main()
