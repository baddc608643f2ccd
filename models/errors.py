"""The errors a person can act on; each carries one plain sentence.

LygteError            anything a user is told in one sentence (exit code 2)
├── BadInput          what was given cannot be read: says what and where
├── StoreOutdated     the database has another version than this program
└── KeysMissing       the key file that opens sealed columns is not there
"""


class LygteError(Exception):
    """An error whose text is one plain sentence, free of phones, addresses and ad text."""

    exit_code = 2


class BadInput(LygteError):
    """Input that cannot be read; the sentence names file, line and field."""


class StoreOutdated(LygteError):
    """The database belongs to an older or newer version of the program."""


class KeysMissing(LygteError):
    """The database holds sealed values but the key file is gone."""
