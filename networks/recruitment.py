"""Posts that seek women instead of offering: their numbers tie together ads that show the same number.

A short word list for the pure command; where the store has findings of the reading, those decide instead.
"""

import re

_SEEKS = re.compile(
    r"(søger|søges|mangler|leder efter|seeking|looking for|we need|hiring|wanted|vacan|szukamy|zatrudni|căutăm|angajăm|"
    r"cautam|angajam|suchen|gesucht|buscamos|se busca|keresünk|ищем|требу|шукаємо|търсим)",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"(piger|pige |kvinder|damer|massøser|massagepige|girls|women|ladies|models|masseuse|dziewczyn|kobiet|fete|femei|"
    r"frauen|mädchen|damen|chicas|mujeres|lányok|hölgyek|девуш|женщин|дівчат|жінок|момичета|жени)",
    re.IGNORECASE,
)
_TERMS = re.compile(
    r"(indtjening|tjen |løn|bolig|logi|værelse|rejse|fly(billet)?|betalt|job|arbejde|earn|income|salary|housing|accommodation|"
    r"travel|ticket|work|zarob|praca|mieszkan|câștig|castig|cazare|muncă|munca|verdienst|wohnung|arbeit|trabajo|alojamiento|"
    r"munka|szállás|kereset|работ|жиль|заработ|житло|работа)",
    re.IGNORECASE,
)


def seeks_workers(text: str) -> bool:
    """Tell whether a text reads like a recruitment post: it seeks, says whom, and names terms."""
    return bool(_SEEKS.search(text) and _WHOM.search(text) and _TERMS.search(text))
