// The day-sheet without coverage. Logs wait in this tab's memory, and only there, until the server has given a receipt.
// Nothing is written to the browser's storage; a copy sent twice counts once (client_token).
import { getPage } from "./page.js";

const state = document.getElementById("day-state");
const words = state?.dataset ?? {};
const waiting = new Map(); // form → URLSearchParams
let sending = false;
let latest = 0;

const fill = (phrase, n) => phrase.replace("{n}", String(n));
const say = (form, text) => { form.closest("li").querySelector(".stop-state").textContent = text; };

function tell(text) {
  state.textContent = text ?? (waiting.size ? fill(words.waiting, waiting.size) : words.all);
  state.classList.toggle("warn", waiting.size > 0);
  state.toggleAttribute("data-unsent", waiting.size > 0);
}

// Somebody may have logged in again in another tab: the forms' token is then a new one.
async function renewToken() {
  const { page } = await getPage(location.pathname);
  const fresh = page?.querySelector(".day-form input[name=csrf], #day-close input[name=csrf]");
  if (!fresh) return null;
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = fresh.value;
  return fresh.value;
}

async function post(form, fields) {
  const { page, status, address } = await getPage(form.action, fields);
  return { status, address, receipt: page?.querySelector("#receipt")?.textContent, warned: page?.querySelector("input[name=keep_note]") };
}

async function sendOne(form, fields) {
  let result = await post(form, fields);
  if (!result.receipt && (result.status === 403 || new URL(result.address).pathname === "/login")) {
    const token = await renewToken();
    if (!token) { tell(words.logIn); return false; }
    fields.set("csrf", token);
    result = await post(form, fields);
  }
  if (result.receipt) {
    waiting.delete(form);
    say(form, fill(words.sent, result.receipt));
    form.closest("li").classList.add("stop-done");
    form.closest("details").remove();
    document.querySelector(".day-log:not([open])")?.setAttribute("open", "");
    return true;
  }
  if (result.warned || result.status === 400) {
    waiting.delete(form);
    say(form, result.warned ? words.note : words.failed);
    for (const details of form.querySelectorAll("details")) details.open = true;
    return true;
  }
  return false;
}

async function sendAll() {
  if (sending || !waiting.size) return;
  sending = true;
  let told;
  try {
    for (const [form, fields] of [...waiting]) if (!(await sendOne(form, fields))) { told = state.textContent; break; }
  } catch {
    // No coverage: everything stays where it is and is tried again.
  }
  sending = false;
  tell(told === words.logIn ? told : undefined);
}

for (const form of document.querySelectorAll(".day-form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.elements.visited_at.value = new Date().toISOString();
    waiting.set(form, new URLSearchParams(new FormData(form)));
    say(form, words.waits);
    tell();
    sendAll();
  });
}
document.getElementById("day-close")?.addEventListener("submit", (event) => {
  if (waiting.size) { event.preventDefault(); tell(); state.scrollIntoView(); }
});
addEventListener("online", sendAll);
setInterval(sendAll, 10000);
addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });

// The sheet ends with the day. The latest of two times counts: the highest this device's clock ever showed, and the server's
// when the page was made plus what has passed since. So a clock set back opens nothing, and however often it is, gains nothing.
const opened = performance.now();
function endOfDay() {
  latest = Math.max(latest, Date.now(), Number(words.now) + performance.now() - opened);
  if (latest < Number(words.until)) return;
  for (const part of document.querySelectorAll(".stops, #day-close")) part.remove();
  state.textContent = words.over;
}
// Timers sleep while a phone does: whoever takes the tab up again sees it as it is by now.
for (const shown of ["pageshow", "visibilitychange", "focus"]) addEventListener(shown, () => { if (state) endOfDay(); });
if (state) { endOfDay(); setInterval(endOfDay, 30000); tell(); }
