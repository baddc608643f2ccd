// Draws lists and profiles of the demo site "nattelys" from its JSON. Text goes in with textContent only.
"use strict";
const app = document.getElementById("app");
function el(tag, cls, text) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}
function picture(id, n) {
  const img = el("img", "nl-pic");
  img.loading = "lazy";
  img.alt = "";
  img.src = "/media/" + id + "/" + n + ".webp";
  return img;
}
async function list(page) {
  const data = await (await fetch("/api/ads?page=" + page)).json();
  const grid = el("div", "nl-grid");
  for (const ad of data.ads) {
    const card = el("a", "nl-card");
    card.href = "/profil/" + ad.id;
    card.dataset.id = ad.id;
    card.dataset.updated = ad.updated;
    card.append(picture(ad.id, 0), el("h2", "nl-name", ad.title), el("span", "nl-city", ad.city));
    grid.append(card);
  }
  app.replaceChildren(el("h1", null, "Profiler"), grid);
  if (data.next) {
    const more = el("a", "nl-next", "Næste");
    more.rel = "next";
    more.href = "/?side=" + data.next;
    app.append(more);
  }
}
function row(box, label, value) {
  if (value === null || value === undefined || value === "") return;
  const line = el("div", "nl-row");
  line.append(el("span", "nl-label", label), el("span", "nl-value", value));
  box.append(line);
}
async function profile(id) {
  const reply = await fetch("/api/ads/" + id);
  if (!reply.ok) {
    app.replaceChildren(el("h1", "nl-gone", "Profilen er væk"));
    return;
  }
  const ad = await reply.json();
  const box = el("section", "nl-profile");
  box.dataset.id = ad.id;
  box.dataset.updated = ad.updated;
  box.append(el("h1", "nl-title", ad.title));
  row(box, "Navn", ad.name);
  row(box, "Alder", ad.age);
  row(box, "By", ad.city);
  row(box, "Postnummer", ad.zip);
  row(box, "Adresse", ad.address);
  row(box, "Type", ad.type);
  row(box, "Telefon", ad.phone);
  row(box, "Oprettet", ad.created);
  const text = el("div", "nl-text");
  for (const part of ad.text.split("\n\n")) text.append(el("p", null, part));
  box.append(text);
  const prices = el("ul", "nl-prices");
  for (const p of ad.prices) prices.append(el("li", null, p.minutes + " minutter: " + p.amount + " DKK"));
  box.append(prices);
  const pics = el("div", "nl-pics");
  for (let n = 1; n <= ad.images; n += 1) pics.append(picture(ad.id, n));
  box.append(pics);
  app.replaceChildren(box);
}
const found = location.pathname.match(/^\/profil\/([a-z0-9]+)$/);
(found ? profile(found[1]) : list(new URLSearchParams(location.search).get("side") || "1")).then(
  () => document.body.setAttribute("data-ready", "1"),
);
