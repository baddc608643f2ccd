// Keeps a page up to date while something runs: fetches the same page again and exchanges the parts marked data-live.
import { getPage } from "./page.js";

const EVERY_MS = 2000;

async function renew() {
  const { page: fresh, status, address } = await getPage(location.href);
  // Sent elsewhere (to the log-in page): nothing more to show here.
  if (status !== 200 || new URL(address).pathname !== location.pathname) return false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
    // A part somebody is typing or standing in is left alone.
    if (other && !part.contains(document.activeElement)) part.replaceWith(document.importNode(other, true));
  }
  return fresh.querySelector("[data-live-on]") !== null;
}

async function go() {
  let on = document.querySelector("[data-live-on]") !== null;
  while (on) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    try {
      on = await renew();
    } catch {
      on = false;
    }
  }
}

go();
