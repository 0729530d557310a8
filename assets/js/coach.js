// <details data-coach="select-id">: opens with the advice for what is chosen, and hides the rest.
function bind(place) {
  const select = document.getElementById(place.dataset.coach);
  if (!select) return;
  const show = () => {
    for (const part of place.querySelectorAll("[data-coach-for]")) {
      part.hidden = select.value !== "" && part.dataset.coachFor !== select.value;
    }
    if (select.value) place.open = true;
  };
  select.closest(".usa-form-group")?.after(place);
  select.addEventListener("change", show);
  show();
}

export function bindCoaches() {
  document.querySelectorAll("[data-coach]").forEach(bind);
}
