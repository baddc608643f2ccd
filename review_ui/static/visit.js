// Plus and minus beside the number fields, and a word of warning while a note is written.
for (const stepper of document.querySelectorAll(".stepper")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("button[data-step]")) {
    button.addEventListener("click", () => {
      const next = Number(field.value || 0) + Number(button.dataset.step);
      field.value = String(Math.min(Math.max(next, Number(field.min)), Number(field.max)));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
