// <input type="checkbox" data-enables="button-id">: the button waits for the tick.
export function bindEnables() {
  for (const box of document.querySelectorAll("[data-enables]")) {
    const button = document.getElementById(box.dataset.enables);
    if (!button) continue;
    const look = () => {
      button.disabled = box.disabled || !box.checked;
    };
    box.addEventListener("change", look);
    addEventListener("pageshow", look);
    look();
  }
}
