// Keeps a page up to date while something runs: fetches the same page again and exchanges the parts marked data-live.
const EVERY_MS = 2000;

async function renew() {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
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
