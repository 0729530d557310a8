// <button hidden data-reveal="input-id" data-label-show data-label-hide>: shows what is typed.
// Hidden again before the form is sent, so that browsers take it for the password it is.
export function bindReveals() {
  for (const button of document.querySelectorAll("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    const set = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.labelHide : button.dataset.labelShow;
    };
    button.hidden = false;
    button.addEventListener("click", () => set(input.type === "password"));
    input.form?.addEventListener("submit", () => set(false));
  }
}
