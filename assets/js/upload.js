// <form data-upload>: sends its files with a bar that moves. What the server objects to is said beside
// the form, where the files are still chosen. Anything else that happens is left to the browser.
// Words: data-upload-sending (with {percent}), data-upload-done, data-upload-problems.
function bind(form) {
  const state = form.querySelector("[data-upload-state]");
  const bar = state.querySelector("progress");
  const text = state.querySelector("[data-upload-text]");
  const alert = form.querySelector("[data-upload-alert]");
  const button = form.querySelector("button[type=submit]");

  const ready = () => {
    state.hidden = true;
    button.disabled = false;
  };
  const say = (problems) => {
    ready();
    alert.querySelector("[data-upload-heading]").textContent = form.dataset.uploadProblems;
    const items = problems.map((problem) => Object.assign(document.createElement("li"), { textContent: problem }));
    alert.querySelector("[data-upload-list]").replaceChildren(...items);
    alert.hidden = false;
  };
  const finish = (request) => {
    const { to, problems } = request.response ?? {};
    if (to) location.assign(to);
    else if (problems) say(problems);
    else form.submit();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (100 * loaded) / total;
      const percent = Math.round(bar.value);
      text.textContent = percent < 100 ? form.dataset.uploadSending.replace("{percent}", percent) : form.dataset.uploadDone;
    });
    request.addEventListener("load", () => finish(request));
    request.addEventListener("error", () => form.submit());
    alert.hidden = true;
    state.hidden = false;
    bar.value = 0;
    button.disabled = true;
    request.send(new FormData(form));
  });
  addEventListener("pageshow", ready);
}

export function bindUploads() {
  document.querySelectorAll("form[data-upload]").forEach(bind);
}
