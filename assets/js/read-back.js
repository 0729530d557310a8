// <form data-read-back>: asks the server about what is typed and says the answer in [data-answer], so that
// the page, and the code on it, stay. data-failed: what is said when nobody answers.
// [data-shown-once]: is not kept for the way back to this page.
export function bindReadBacks() {
  addEventListener("pagehide", () => {
    for (const shown of document.querySelectorAll("[data-shown-once]")) shown.replaceChildren();
  });
  for (const form of document.querySelectorAll("form[data-read-back]")) {
    const place = form.querySelector("[data-answer]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      place.textContent = "";
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          body: new FormData(form),
          headers: { Accept: "application/json" },
          redirect: "error",
        });
        const told = await answer.json();
        place.dataset.right = told.right;
        place.textContent = told.text;
      } catch {
        place.dataset.right = false;
        place.textContent = place.dataset.failed;
      }
    });
  }
}
