"""What a person sees of a proposal before taking it."""

from crawler.items import AdItem
from crawler.learn.preview import HEAD, preview_row
from crawler.parse.prices import parse_price_list


def test_amounts_are_written_as_people_write_them_and_numbers_are_masked() -> None:
    prices = [dict(price) for price in parse_price_list("30 min 700 kr, 90 min 1.820 kr")]
    item = AdItem(site="nyside", external_id="1", url="http://127.0.0.1/1", phones=["+4571740129"], prices=prices)
    row = dict(zip(HEAD, preview_row(item), strict=True))
    assert row["prices"] == "30 min 700 DKK, 90 min 1820 DKK"
    assert row["phones"] == "•• •• •• 29"
