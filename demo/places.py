"""Where the invented ads are: real Danish towns and postcodes, invented streets.

The demo keeps its own short list, because it imports nothing of ours. Postcodes and names: DAWA (public).
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A postcode district. ``area`` is the slug of the region that list pages are split by."""

    postcode: str
    city: str
    area: str


AREAS: dict[str, str] = {
    "hovedstaden": "Hovedstaden",
    "sjaelland": "Sjælland",
    "syddanmark": "Syddanmark",
    "midtjylland": "Midtjylland",
    "nordjylland": "Nordjylland",
}

_DISTRICTS: dict[str, str] = {
    "hovedstaden": """1620 København V|1711 København V|2200 København N|2300 København S|2400 København NV|2450 København SV
2500 Valby|2600 Glostrup|2620 Albertslund|2630 Taastrup|2650 Hvidovre|2700 Brønshøj|2720 Vanløse|2750 Ballerup
2770 Kastrup|2800 Kongens Lyngby|2860 Søborg|2970 Hørsholm|3000 Helsingør|3400 Hillerød|3600 Frederikssund|3700 Rønne""",
    "sjaelland": """4000 Roskilde|4100 Ringsted|4180 Sorø|4200 Slagelse|4300 Holbæk|4400 Kalundborg|4600 Køge|4700 Næstved
4900 Nakskov|4930 Maribo""",
    "syddanmark": """5000 Odense C|5200 Odense V|5230 Odense M|5500 Middelfart|5600 Faaborg|5700 Svendborg|5800 Nyborg
6000 Kolding|6100 Haderslev|6200 Aabenraa|6270 Tønder|6330 Padborg|6400 Sønderborg|6500 Vojens|6600 Vejen|6700 Esbjerg
6705 Esbjerg Ø|6760 Ribe|6800 Varde|7000 Fredericia|7100 Vejle|7190 Billund""",
    "midtjylland": """7400 Herning|7430 Ikast|7500 Holstebro|7600 Struer|7800 Skive|8000 Aarhus C|8200 Aarhus N|8210 Aarhus V
8220 Brabrand|8260 Viby J|8300 Odder|8400 Ebeltoft|8500 Grenaa|8600 Silkeborg|8660 Skanderborg|8700 Horsens
8722 Hedensted|8800 Viborg|8900 Randers C|8960 Randers SØ""",
    "nordjylland": """7700 Thisted|9000 Aalborg|9200 Aalborg SV|9220 Aalborg Øst|9400 Nørresundby|9500 Hobro|9600 Aars
9700 Brønderslev|9800 Hjørring|9850 Hirtshals|9900 Frederikshavn""",
}

TOWNS: tuple[Town, ...] = tuple(
    Town(entry[:4], entry[5:], area)
    for area, block in _DISTRICTS.items()
    for entry in block.replace("\n", "|").split("|")
)

# Invented compounds: they sound Danish and belong to no place.
_FIRST = [
    "Solfugle",
    "Kobberravn",
    "Månesten",
    "Tågehorn",
    "Ravnefjer",
    "Uglehale",
    "Lærkesang",
    "Mosevinge",
    "Vinterlygte",
    "Klintøje",
    "Sandkorns",
    "Blåskæl",
    "Havrevinge",
    "Tranebær",
    "Regnbue",
    "Stjernelygte",
    "Hyldeskygge",
    "Mosekone",
    "Rødhals",
    "Sølvpil",
    "Nattergal",
    "Kvistbo",
    "Ålekiste",
    "Brombærkrat",
    "Fyrtårns",
    "Glasperle",
    "Hvidtjørns",
    "Kaprifolie",
    "Lindorms",
    "Mælkebøtte",
    "Natlampe",
    "Ottekant",
    "Perlemors",
    "Rimfrost",
    "Skovtrolde",
    "Tidsel",
    "Uldtot",
    "Vibefjer",
    "Æblegren",
    "Ørnekløe",
]
_LAST = ("vej", "gade", "stræde", "allé", "vænget", "stien", "parken", "torv")


def invent_address(rng: random.Random) -> str:
    """An invented street with house number, sometimes with floor and side."""
    street = rng.choice(_FIRST) + rng.choice(_LAST)
    number = f"{rng.randint(2, 148)}{rng.choice(['', '', '', 'A', 'B'])}"
    floor = rng.choice(["", "", "", ", st.", ", 1. tv", ", 1. th", ", 2. tv", ", 3. th"])
    return f"{street} {number}{floor}"
