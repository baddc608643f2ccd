// Warn while typing when a note seems to hold a number; the server checks again, for names and diagnoses too.
for (const note of document.querySelectorAll("textarea[data-warn]")) {
  const warning = document.getElementById(note.dataset.warn);
  const left = document.getElementById(note.dataset.left);
  const check = () => {
    const digits = note.value.replace(/[\s.\-]/g, "").match(/\d{6,}/);
    if (warning) warning.hidden = !digits;
    if (left) left.textContent = left.dataset.words.replace("{n}", String(Number(note.maxLength) - note.value.length));
  };
  note.addEventListener("input", check);
  check();
}
