// The error summary takes the focus when the page comes; browsers do so by `autofocus` already,
// unless the address has a fragment.
export function bindProblem() {
  document.querySelector("[data-problem]")?.focus();
}
