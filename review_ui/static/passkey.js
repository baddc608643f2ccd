// Opens the browser's own window for passkeys and sends its answer with the form. Needs a browser of 2024 or newer.
const form = document.getElementById("passkey-form");
const said = document.getElementById("passkey-state");

async function ask() {
  const options = JSON.parse(form.dataset.options);
  said.textContent = form.dataset.waiting;
  try {
    const found = form.dataset.act === "add"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.answer.value = JSON.stringify(found.toJSON());
    form.submit();
  } catch (problem) {
    // Refused, too late, or this device has one already; which of them the browser does not always say.
    said.textContent = problem.name === "InvalidStateError" ? form.dataset.known : form.dataset.stopped;
  }
}

if (typeof PublicKeyCredential?.parseRequestOptionsFromJSON === "function") {
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  ask();
} else {
  said.textContent = form.dataset.old;
}
