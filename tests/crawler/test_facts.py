"""Facts are read from every layout as label and value, and asking for some labels reads the same as asking for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.facts import fact_key, read_facts
from crawler.priced import price_lines
from crawler.tree import parse_html

LAYOUTS = {
    "dt and dd": "<dl><dt>Alder</dt><dd>25</dd><dt>By</dt><dd>Odense C</dd></dl>",
    "dt and dd never closed": "<dl><dt>Alder<dd>25<dt>By<dd>Odense C</dl>",
    "wrapped pairs": "<dl><div><dt>Alder</dt><dd>25</dd></div><div><dt>By</dt><dd>Odense C</dd></div></dl>",
    "cells": "<table><tr><td>Alder:</td><td>25</td></tr><tr><td>By:<td>Odense C</table>",
    "cells with a spacer": "<table><tr><td>ALDER&nbsp;</td><td><img src=x.gif></td><td>&nbsp;25</td></tr><tr><td>BY</td><td></td><td>Odense C</td></tr></table>",
    "two facts a row": "<table><tr><td>Alder</td><td>25</td><td>By</td><td>Odense C</td></tr></table>",
    "heads over values": "<table><thead><tr><th>Alder</th><th>By</th></tr></thead><tbody><tr><td>25</td><td>Odense C</td></tr></tbody></table>",
    "spans side by side": "<div><span>Alder</span><span>25</span><span>By</span><span>Odense C</span></div>",
    "nested wrappers": "<div><div><span><b>Alder</b></span></div><div>25</div></div><div><div><span>By</span></div><div><p>Odense C</p></div></div>",
    "bold words": "<p><b>Alder:</b> 25<br><b>By:</b> Odense C</p>",
    "bold words on one line": "<p><b>Alder</b>: 25 <b>By</b>: Odense C</p>",
    "words before a mark": "<ul><li>Alder <b>25</b></li><li>By <b>Odense C</b></li></ul>",
    "lines": "<p>Alder: 25<br>By: Odense C</p>",
    "bars": "<em>Alder: 25 | By: Odense C</em>",
    "bullets": "<div>Alder: 25 • By: Odense C</div>",
    "middle dots": "<div>Alder: 25 · By: Odense C</div>",
    "commas": "<div>Alder: 25, By: Odense C</div>",
    "nothing between": "<div>Alder: 25 By: Odense C</div>",
    "brackets": "<div>[Alder] 25<br>[By] Odense C</div>",
    "stars": "<div>*Alder* 25<br>*By* Odense C</div>",
    "labels in attributes": "<table><tr><td data-label=Alder>25</td><td data-label=By>Odense C</td></tr></table>",
    "spoken labels": "<div><span aria-label=Alder>25</span><span aria-label=By>Odense C</span></div>",
    "headings": "<section><h3>Alder</h3><p>25</p></section><section><h3>By</h3><p>Odense C</p></section>",
    "label over value": "<p><strong>Alder</strong><br>25</p><p><strong>By</strong><br>Odense C</p>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_states_its_facts(layout: str) -> None:
    facts = read_facts(parse_html(f"<html><body><h1>Titel</h1>{LAYOUTS[layout]}</body></html>"))
    assert facts.of("Alder")[:1] == ["25"]
    assert facts.of("By")[:1] == ["Odense C"]


@given(st.permutations(sorted(LAYOUTS)), st.lists(st.sampled_from(["Alder", "By", "Navn", "Sted"]), unique=True))
def test_asking_for_some_labels_reads_what_reading_all_reads(order: list[str], labels: list[str]) -> None:
    tree = parse_html(f"<html><body>{''.join(LAYOUTS[name] for name in order[:4])}</body></html>")
    whole = read_facts(tree)
    some = read_facts(tree, wanted=frozenset(map(fact_key, labels)))
    assert {label: some.of(label) for label in labels} == {label: whole.of(label) for label in labels}
    assert set(some.values) <= set(map(fact_key, labels))


def test_a_label_is_no_value_of_the_label_before_it() -> None:
    facts = read_facts(
        parse_html("<table><tr><td>Navn</td><td>Alder</td></tr><tr><td>Lina</td><td>25</td></tr></table>")
    )
    assert facts.of("Navn") == ["Lina"]
    assert facts.of("Lina") == []


def test_what_is_left_out_states_nothing() -> None:
    tree = parse_html("<body><p>Alder: 25</p><footer>Telefon: 12 34</footer></body>")
    footer = tree.find(".//footer")
    assert read_facts(tree, without={footer}).of("Telefon") == []
    assert read_facts(tree, without={footer}).of("Alder") == ["25"]


def test_hidden_words_state_nothing() -> None:
    assert read_facts(parse_html("<body><p style='display:none'>Alder: 17</p></body>")).of("Alder") == []


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>ALDER</td><td>25</td></tr><tr><td>½ TIME</td><td>650 kr.</td></tr><tr><td>1 TIME</td><td>900 kr.</td></tr></table>",
        "<dl><dt>30 min</dt><dd>650 kr</dd><dt>60 min</dt><dd>900 kr</dd></dl>",
        "<ul><li>30 min – 650 kr.</li><li>60 min – 900 kr.</li></ul>",
        "<div><span>½ time</span><b>650,-</b></div><div><span>1 time</span><b>900,-</b></div>",
        "<p>Velkommen til mig i dag.</p><p>650 kr / 30 min</p><p>900 kr / 60 min</p>",
    ],
)
def test_prices_are_met_wherever_they_stand(page: str) -> None:
    from crawler.parse import parse_price_list

    tree = parse_html(f"<html><body><h1>Lina, 25 år</h1>{page}<p>Ring 71 74 80 50</p></body></html>")
    lines = "\n".join(price_lines(tree, read_facts(tree)))
    assert [(price["minutes"], price["amount"]) for price in parse_price_list(lines)] == [(30, 650), (60, 900)]


def test_a_value_that_ends_like_a_label_is_no_head_of_a_column() -> None:
    page = "<table><tr><td>Dato:</td><td>for 17 minutter siden</td></tr><tr><td>Adresse:</td><td>Algade 4</td></tr></table>"
    assert read_facts(parse_html(page)).of("Adresse") == ["Algade 4"]
