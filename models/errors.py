"""The errors a person can act on; each carries one plain sentence.

LygteError            anything a user is told in one sentence (exit code 2)
├── BadInput          what was given cannot be read: says what and where
├── StoreOutdated     the database has another version than this program
├── KeysMissing       the key file that opens sealed columns is not there
├── OwnKeyMissing     an organisation's own key file is not here or cannot be read
└── NotSealedYet      a number or address is not sealed for this organisation
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


class OwnKeyMissing(LygteError):
    """The key file of one organisation is not here: its people see no whole number or address until it is."""


class NotSealedYet(LygteError):
    """Nothing is sealed for this organisation there: it is done after the next reading, or lies outside its area."""
