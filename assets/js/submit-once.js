// <form data-submit-once>: a second press does nothing until the answer is here.
// <button data-busy="…">: what the button says meanwhile.
const buttonsOf = (form) => [...form.elements].filter((element) => element.type === "submit");

function busy(form) {
  for (const button of buttonsOf(form)) {
    button.dataset.wasDisabled = String(button.disabled);
    button.disabled = true;
    if (!button.dataset.busy) continue;
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
  }
}

function ready(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    if (!("wasDisabled" in button.dataset)) continue;
    button.disabled = button.dataset.wasDisabled === "true";
    delete button.dataset.wasDisabled;
    if ("words" in button.dataset) button.textContent = button.dataset.words;
  }
}

export function bindSubmitOnce() {
  for (const form of document.querySelectorAll("form[data-submit-once]")) {
    form.addEventListener("submit", (event) => {
      if ("sent" in form.dataset) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.dataset.sent = "";
      // Later than the browser reads the form: a disabled button would not send its name.
      setTimeout(() => busy(form));
    });
    // The page may come back from the browser's memory.
    addEventListener("pageshow", () => ready(form));
  }
}
