// <button data-print hidden>: prints the page. Without scripts the browser's own menu does.
export function bindPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
