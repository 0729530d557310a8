// <form data-draft>: saves what is typed a second after the last key, without leaving the page.
// Each save names the version that the page had; a newer one elsewhere is said, and nothing overwritten.
// Words: data-draft-saved, data-draft-unsaved. [data-draft-state] says how it stands, [data-draft-alert]
// is shown when somebody else saved meanwhile.
const PAUSE = 1000;

function bind(form) {
  const state = form.querySelector("[data-draft-state]");
  const alert = form.querySelector("[data-draft-alert]");
  const version = form.querySelector("input[name=version]");
  let timer, saving, stopped;

  const save = async () => {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (told.version) version.value = told.version;
    if (told.problem) {
      stopped = true;
      alert.hidden = false;
    }
    state.textContent = told.version ? form.dataset.draftSaved : form.dataset.draftUnsaved;
  };
  const begin = () => {
    saving = (saving ?? Promise.resolve()).then(save).catch(() => {
      state.textContent = form.dataset.draftUnsaved;
    });
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(begin, PAUSE);
  });
  // What is being saved ends first: else this page would meet its own newer version.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const running = saving;
    saving = undefined;
    // Later than this event: while one is sent, a form takes no other.
    running.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
  }, { capture: true });
}

export function bindDrafts() {
  document.querySelectorAll("form[data-draft]").forEach(bind);
}
