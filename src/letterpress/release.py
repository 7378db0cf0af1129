"""The version of letterpress: said once, read by the build, the command line and the files it makes."""

__version__ = "0.1.0"
