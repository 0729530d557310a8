// <button data-menu="id">: shows and hides the navigation on narrow screens.
export function bindMenus() {
  for (const button of document.querySelectorAll("[data-menu]")) {
    const nav = document.getElementById(button.dataset.menu);
    const set = (open) => {
      button.setAttribute("aria-expanded", String(open));
      nav.toggleAttribute("data-open", open);
    };
    button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
    nav.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !nav.hasAttribute("data-open")) return;
      set(false);
      button.focus();
    });
  }
}
