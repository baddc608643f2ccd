"""Words for dates in Danish, English, German, Swedish and Norwegian: months, weekdays, units, numbers."""

_MONTH_WORDS = (
    "januar jan january januari jänner",
    "februar feb february februari",
    "marts mar march märz maerz mars mrz mär mrt",
    "april apr",
    "maj may mai",
    "juni jun june",
    "juli jul july",
    "august aug augusti",
    "september sep sept",
    "oktober okt october oct",
    "november nov",
    "december dec dezember dez desember des",
)
MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}

_WEEKDAY_WORDS = (
    "mandag mandags monday montag måndag måndags",
    "tirsdag tirsdags tuesday dienstag tisdag tisdags",
    "onsdag onsdags wednesday mittwoch",
    "torsdag torsdags thursday donnerstag",
    "fredag fredags friday freitag",
    "lørdag lørdags saturday samstag sonnabend lördag lördags",
    "søndag søndags sunday sonntag söndag söndags",
)
WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}

UNITS = {
    word: unit
    for unit, words in {
        "seconds": "sekund sekunder second seconds sekunde sekunden sek sec secs",
        "minutes": "minut minutter minute minutes minuten minuter minutt min mins m",
        "hours": "time timer timers hour hours stunde stunden timme timmar t h hr hrs std tim",
        "days": "dag dage day days tag tage tagen dagar dager døgn dygn d",
        "weeks": "uge uger week weeks woche wochen vecka veckor uke uker w",
        "month": "måned måneder maaned maaneder month months monat monate monaten månad månader mdr mån",
        "year": "år aar year years jahr jahre jahren",
    }.items()
    for word in words.split()
}

_COUNTING = (
    "en et ét én a an one ein eine einer einem einen ett",
    "to two zwei två",
    "tre three drei",
    "fire four vier fyra",
    "fem five fünf",
    "seks six sechs sex",
    "syv seven sieben sju",
    "otte eight acht åtta åtte",
    "ni nine neun nio",
    "ti ten zehn tio",
)
NUMBERS = {word: number for number, words in enumerate(_COUNTING, 1) for word in words.split()}

AGO = "siden|sidan|ago|sedan|her"

# Longest first: "i förrgår" holds "går", "day before yesterday" holds "yesterday".
DAYS_BACK = (
    (2, r"i\s?forgårs|i\s?forgaars|i\s?förrgår|i\s?forgårs|vorgestern|(?:the )?day before yesterday"),
    (1, r"i\s?går|i\s?gaar|i\s?aftes|i\s?natt?|yesterday|last night|gestern|igår"),
    (
        0,
        r"i\s?dag|i\s?morges|i\s?formiddags?|i\s?eftermiddags?|i\s?aften|i\s?kväll|i\s?morse|today|tonight|this morning|just now"
        r"|heute|lige nu|netop nu|lige oprettet|netop|nyss|nettopp|just nu|gerade eben|soeben|for et øjeblik siden"
        r"|for få (?:minutter|sekunder) siden|a (?:moment|few minutes) ago|(?:wenige|einige) minuten her|nu|now",
    ),
)
