// Draws the single-page demo app from its JSON; "V" (variant), "L" (labels) and "K" (kinds) are set before this script.
"use strict";
const root = document.getElementById("root");
function el(tag, text, attrs) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  for (const key in attrs || {}) node.setAttribute(key, attrs[key]);
  return node;
}
const get = async (url) => (await fetch(url)).json();
const link = (id) => [`/ad/${id}`, `#/a/${id}`, `/profil/${id}`][V];
const day = (value) => new Date(typeof value === "number" ? value * 1000 : value).toISOString().slice(0, 10);
// One shape for drawing, whatever the interface calls things.
const shapes = [
  (r) => ({ id: r.id, title: r.title, text: r.body, name: r.name, age: r.age, city: r.location.city, zip: r.location.postcode,
    street: r.location.street, phone: r.phone, kind: r.category, date: r.createdAt, photos: r.photos.length,
    prices: r.prices.map((p) => [p.minutes, p.amount]), reviews: r.reviews.map((v) => [v.rating, v.createdAt, v.text]) }),
  (r) => ({ id: r.uid, title: r.headline, text: r.description, name: r.nick, age: r.years, city: r.town, zip: r.zip, street: r.addr,
    phone: r.tlf, kind: r.type, date: r.published, photos: r.images.length, prices: Object.entries(r.rates),
    reviews: r.comments.map((v) => [v.stars, v.date, v.message]) }),
  (r) => ({ id: r.nr, title: r.overskrift, text: r.tekst, name: r.navn, age: r.alder, city: r.by, zip: r.postnr, street: r.adresse,
    phone: r.telefon, kind: r.sted, date: r.oprettet, photos: r.antal_billeder, prices: r.priser.map((p) => [p.minutter, p.kr]),
    reviews: r.anmeldelser.map((v) => [v.stjerner, v.dato, v.tekst]) }),
];
const lists = [
  async (state) => { const d = await get(`/api/v1/listings?page=${state || 1}`); return [d.items, d.page < d.pages ? d.page + 1 : null]; },
  async (state) => { const d = await get("/data/search" + (state ? `?cursor=${state}` : "")); return [d.results, d.next_cursor]; },
  async (state) => { const at = state || 0; const d = await get(`/api/find?offset=${at}&limit=15`); return [d.list, at + 15 < d.total ? at + 15 : null]; },
];
const brief = (r) => [[r.id, r.title, r.city], [r.uid, r.headline, r.town], [r.nr, r.overskrift, r.by]][V];
async function list(grid, state) {
  const [items, next] = await lists[V](state);
  for (const item of items) {
    const [id, title, city] = brief(item);
    const a = el("a", null, { href: link(id), class: "tile" });
    a.append(el("img", null, { src: `/cdn/${id}-0.jpg`, loading: "lazy", alt: "" }), el("strong", title), el("em", city));
    grid.append(a);
  }
  if (next !== null) {
    const more = el("button", L.more, { class: "more" });
    more.onclick = () => { more.remove(); list(grid, next); };
    grid.append(more);
  }
}
async function detail(id) {
  const reply = await fetch([`/api/v1/listings/${id}`, `/data/ad/${id}`, `/api/find?id=${id}`][V]);
  if (!reply.ok) { root.replaceChildren(el("h1", "404")); return; }
  let record = await reply.json();
  if (V === 1) record = record.data;
  if (V === 2) record = record.list[0];
  const ad = shapes[V](record);
  const box = el("article", null, { "data-id": ad.id });
  box.append(el("h1", ad.title));
  for (const [key, value] of [["alias", ad.name], ["age", ad.age], ["city", ad.city], ["postcode", ad.zip], ["address", ad.street],
    ["kind", K[ad.kind] || ad.kind], ["phone", ad.phone], ["posted", day(ad.date)]]) {
    if (value === null || value === undefined) continue;
    const row = el("div", null, { class: "pair" });
    row.append(el("label", L[key]), el("span", value));
    box.append(row);
  }
  const text = el("div", null, { class: "copy" });
  for (const part of ad.text.split("\n\n")) text.append(el("p", part));
  const prices = el("ul", null, { class: "rates" });
  for (const [minutes, amount] of ad.prices) prices.append(el("li", `${minutes} min ${amount} DKK`));
  const photos = el("div", null, { class: "photos" });
  for (let n = 1; n <= ad.photos; n += 1) photos.append(el("img", null, { src: `/cdn/${ad.id}-${n}.jpg`, loading: "lazy", alt: "" }));
  const reviews = el("section", null, { class: "said" });
  for (const [stars, date, words] of ad.reviews) {
    const one = el("blockquote");
    one.append(el("b", `${stars}/5`), el("time", day(date)), el("p", words));
    reviews.append(one);
  }
  box.append(text, prices, photos, el("h2", L.reviews), reviews);
  root.replaceChildren(box);
}
function show() {
  const found = (location.pathname + location.hash).match(/\/(?:ad|a|profil)\/(\d+)$/);
  if (found) return detail(found[1]);
  const grid = el("div", null, { class: "grid" });
  root.replaceChildren(grid);
  return list(grid, null);
}
window.addEventListener("hashchange", show);
show().then(() => document.body.setAttribute("data-drawn", "1"));
