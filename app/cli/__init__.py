"""The command line: everything a machine or an administrator needs. Data on stdout, progress on stderr."""

from app.cli.main import main

__all__ = ["main"]
