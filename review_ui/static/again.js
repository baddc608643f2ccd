// A page the browser kept whole for its back button asks the server again who sits here, and shows nothing until it has answered:
// the log-in may have ended meanwhile. Browsers differ in what they keep; `no-store` alone does not stop every one of them.
// Only a day-sheet with visits not yet sent stays: they are nowhere else.
addEventListener("pageshow", (event) => {
  if (!event.persisted || document.querySelector("[data-unsent]")) return;
  document.body.replaceChildren();
  location.reload();
});
