"""A third app: its list and ads come by POST (0: GraphQL with cursors and edges, 1: JSON with offset, whole ads in the list)
or by scrolling (2: GET with take and skip); cards are no links, the script's router opens them."""

import json
import re
from datetime import datetime

from demo.answer import Answer, Request, image, not_found, page, robots
from demo.stage import COPENHAGEN
from demo.unknown_sites.look import Look
from demo.unknown_sites.samples import Sample, draw_samples, truth_of
from demo.unknown_sites.words import BANNERS

PAGE_SIZE = 10


class ThirdAppSite:
    """``truth`` maps external ids to *Ad out* rows; ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        self.look, self.now = look, now.astimezone(COPENHAGEN)
        self.samples = draw_samples("app3", look.seed, now, 34, reviewed=True)
        self.by_id = {sample.external_id: sample for sample in self.samples}
        self.start = "find"
        # What the address bar shows after a click on a card: the hash stands behind the page that was opened.
        address = "find#/vis/{}" if look.variant == 2 else "find/vis/{}"
        self.truth = {s.external_id: truth_of("app3", s, address.format(s.external_id)) for s in self.samples}

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        path = request.path
        if path == "/robots.txt":
            return robots("User-agent: *\nDisallow: /pic/\n")
        if path.startswith("/pic/"):
            return image()
        if path == "/main.js":
            return Answer(_SCRIPT.encode(), "asset", 200, "text/javascript; charset=utf-8")
        if path in ("/graphql", "/search", "/listing") or path.startswith("/listing/"):
            return self._api(request)
        return page(self._shell(), "list") if re.fullmatch(r"/|/find(?:/vis/\d+)?", path) else not_found()

    def _api(self, request: Request) -> Answer:
        asked = self._asked(request)
        data = self._data(request.path, asked)
        if data is None:
            return not_found()
        return Answer(json.dumps(data, ensure_ascii=False).encode(), "api", 200, "application/json; charset=utf-8")

    @staticmethod
    def _asked(request: Request) -> dict[str, object]:
        if not request.body:
            return dict(request.query)
        try:
            given = json.loads(request.body)
        except ValueError:
            return {}
        return given if isinstance(given, dict) else {}

    def _data(self, path: str, asked: dict[str, object]) -> object:
        variables = asked.get("variables")
        if path == "/graphql" and isinstance(variables, dict):
            if "adId" in variables:
                sample = self.by_id.get(str(variables["adId"]))
                return {"data": {"ad": self._whole(sample)}} if sample else {"data": {"ad": None}}
            start = self._place(variables.get("after"))
            shown = self.samples[start : start + PAGE_SIZE]
            edges = [{"cursor": f"c{s.external_id}", "node": self._card(s)} for s in shown]
            more = start + PAGE_SIZE < len(self.samples)
            info = {"hasNextPage": more, "endCursor": edges[-1]["cursor"] if edges and more else None}
            return {"data": {"ads": {"edges": edges, "pageInfo": info}}}
        if path == "/search":
            paging = asked.get("paging")
            start = int(paging.get("from", 0)) if isinstance(paging, dict) else 0
            shown = self.samples[start : start + PAGE_SIZE]
            return {"total": len(self.samples), "hits": [self._whole(s) for s in shown]}
        if path == "/listing":
            start = int(str(asked.get("skip", 0)))
            return [self._card(s) for s in self.samples[start : start + PAGE_SIZE]]
        found = self.by_id.get(path.removeprefix("/listing/"))
        return self._whole(found) if found else None

    def _place(self, cursor: object) -> int:
        keys = [f"c{sample.external_id}" for sample in self.samples]
        return keys.index(str(cursor)) + 1 if cursor in keys else 0

    @staticmethod
    def _card(sample: Sample) -> dict[str, object]:
        return {
            "id": sample.external_id,
            "title": sample.state.title,
            "town": sample.state.town.city,
            "age": sample.state.age,
        }

    def _whole(self, sample: Sample) -> dict[str, object]:
        state, look = sample.state, self.look
        return {
            **self._card(sample), "body": state.text, "nickname": state.alias, "zip": state.town.postcode, "street": state.address,
            "tel": look.phone(state.phones[0]), "type": look.place_kind(state.kind),
            "rates": [{"minutes": p.minutes, "amount": p.amount, "currency": "DKK"} for p in state.prices],
            "createdAt": state.posted_at.isoformat(), "pics": [f"/pic/{sample.external_id}/{n}.webp" for n in range(state.image_count)],
            "ratings": [{"stars": r.rating, "date": r.posted_at.isoformat(), "text": r.text} for r in state.reviews],
        }  # fmt: skip

    def _shell(self) -> str:
        look = self.look
        return (
            f'<!doctype html><html lang="{look.lang}"><head><meta charset="utf-8"><title>Kajen</title><link rel="icon" href="data:,"></head><body>'
            f'<small>{BANNERS[look.lang]}</small><div id="app" data-way="{look.variant}" data-more="{look.label("more")}"></div><script src="/main.js"></script></body></html>'
        )


_SCRIPT = """"use strict";
const app = document.getElementById("app"), way = app.dataset.way;
const send = async (path, body) => (await fetch(path, body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {})).json();
const add = (to, tag, text) => { const n = document.createElement(tag); n.textContent = text ?? ""; to.append(n); return n; };
const LIST = "query Ads($first: Int!, $after: String) { ads(first: $first, after: $after) { edges { cursor node {id title town age} } pageInfo { hasNextPage endCursor } } }";
const ONE = "query Ad($adId: ID!) { ad(id: $adId) { id title body nickname age town zip street tel type createdAt } }";
let cursor = null, start = 0, busy = false, known = {};
async function next() {
  if (busy) return []; busy = true;
  let items;
  if (way === "0") {
    const got = await send("/graphql", { operationName: "Ads", query: LIST, variables: { first: 10, after: cursor } });
    cursor = got.data.ads.pageInfo.endCursor; items = got.data.ads.edges.map((e) => e.node);
  } else if (way === "1") {
    const got = await send("/search", { filter: { open: true }, paging: { from: start, size: 10 } });
    items = got.hits; start += items.length; cursor = start < got.total ? 1 : null;
  } else {
    items = await send("/listing?take=10&skip=" + start); start += items.length; cursor = items.length === 10 ? 1 : null;
  }
  busy = false; for (const i of items) known[i.id] = i; return items;
}
async function show(id) {
  const ad = way === "0" ? (await send("/graphql", { operationName: "Ad", query: ONE, variables: { adId: id } })).data.ad : way === "1" && known[id] ? known[id] : way === "1" ? null : await send("/listing/" + id);
  app.replaceChildren(); if (!ad) return;
  add(app, "h1", ad.title); for (const k of ["nickname", "age", "town", "zip", "street", "tel", "type"]) if (ad[k]) add(app, "p", k + ": " + ad[k]);
  for (const part of ad.body.split("\\n\\n")) add(app, "p", part);
}
function draw(list, items) {
  for (const i of items) {
    const card = add(list, "div", ""); card.className = "card";
    add(card, "h3", i.title); add(card, "span", i.age + " \u00b7 " + i.town);
    card.addEventListener("click", () => { if (way === "2") location.hash = "/vis/" + i.id; else { history.pushState({}, "", "/find/vis/" + i.id); show(i.id); } });
  }
}
async function home() {
  const list = add(app, "section", ""); draw(list, await next());
  if (way === "2") { addEventListener("scroll", async () => { if (cursor && innerHeight + scrollY > document.body.scrollHeight - 300) draw(list, await next()); }); document.body.style.minHeight = "200vh"; return; }
  const more = add(app, "button", app.dataset.more);
  more.addEventListener("click", async () => { draw(list, await next()); if (!cursor) more.remove(); });
}
addEventListener("hashchange", () => { const m = location.hash.match(/vis\\/(\\d+)/); if (m) show(m[1]); });
const here = (location.pathname + location.hash).match(/vis\\/(\\d+)/);
if (here) show(here[1]); else home();
"""
