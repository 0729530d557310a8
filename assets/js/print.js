// <button data-print hidden>: shown where it works, prints the page.
export function bindPrints() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
