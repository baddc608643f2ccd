"""What one small piece of text on a page means: a date, a price list, an age, a place, a kind, a rating, a phone.

Pure functions from text to value, one idea a file. What cannot be read is None or an empty list, never a guess.
Languages: Danish, English, German, Swedish, Norwegian. Imports ``models`` only.
"""

from crawler.parse.ages import parse_age
from crawler.parse.dates import parse_date
from crawler.parse.kinds import parse_kind
from crawler.parse.labels import field_of_label
from crawler.parse.languages import parse_languages
from crawler.parse.phones import find_plain_phones, phones_in_tree
from crawler.parse.places import Place, find_city, parse_place
from crawler.parse.prices import Price, parse_price_list, read_minutes
from crawler.parse.ratings import parse_rating, rating_in_class

parse_phones_written = find_plain_phones

__all__ = [
    "Place",
    "Price",
    "field_of_label",
    "find_city",
    "find_plain_phones",
    "parse_age",
    "parse_date",
    "parse_kind",
    "parse_languages",
    "parse_phones_written",
    "parse_place",
    "parse_price_list",
    "parse_rating",
    "phones_in_tree",
    "rating_in_class",
    "read_minutes",
]
