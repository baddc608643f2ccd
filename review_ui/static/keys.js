// Single keys for the things on the page: every element with data-key says which key presses it.
// event.key, so that the letter counts and not its place on the keyboard (DA, US, FR, Dvorak). Screens work without this.
const root = document.documentElement;
root.classList.add("js");

const aliases = { ArrowDown: "j", ArrowUp: "k", u: "z" };
const remapped = JSON.parse(document.body.dataset.keys || "{}");
const on = document.body.dataset.keysOn === "yes";
root.classList.toggle("keys-off", !on);

const typing = (element) => element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

let lastEscape = 0;
function hideTwice() {
  const now = Date.now();
  const twice = now - lastEscape < 600;
  if (twice) document.body.classList.toggle("hidden-now");
  lastEscape = twice ? 0 : now;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.more[open]")) open.open = false;
    hideTwice();
    return;
  }
  if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  let key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const own = Object.entries(remapped).find(([, chosen]) => chosen === key);
  if (own) key = own[0];
  else if (Object.prototype.hasOwnProperty.call(remapped, aliases[key] ?? key) && remapped[aliases[key] ?? key] !== key && !aliases[key]) return;
  key = aliases[key] ?? key;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("textarea, input, select")) {
    target.closest("details")?.setAttribute("open", "");
    target.focus();
  } else {
    target.click();
  }
});

// A second press on the same button while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  if (!("again" in event.target.dataset)) event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// One open menu at a time, closed by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.more[open]")) if (!open.contains(event.target)) open.open = false;
});
