// <a href="the same as a page" data-dialog-open="id"> opens <dialog id="id"> instead.
// <dialog data-close-submits="form-id">: closing it in any way sends that form.
// <dialog open data-dialog-now>: part of the page without a script, a pop-up with one.
export function bindDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    for (const button of dialog.querySelectorAll("[data-dialog-close]")) {
      button.addEventListener("click", () => dialog.close());
    }
    const form = document.getElementById(dialog.dataset.closeSubmits ?? "");
    if (form) dialog.addEventListener("close", () => form.requestSubmit());
    if (dialog.hasAttribute("data-dialog-now")) {
      dialog.removeAttribute("open");
      dialog.showModal();
    }
  }
  for (const opener of document.querySelectorAll("[data-dialog-open]")) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (!dialog) continue;
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.showModal();
    });
  }
}
