// <form data-passkey="loginForm" data-passkey-ids='{…}'>: hands the form to allauth's webauthn.js, and
// shows the button that needs it. What goes wrong is said in [data-passkey-problem].
const WORDS = { NotAllowedError: "refused", AbortError: "refused", InvalidStateError: "known" };

function showProblem(place, exception) {
  const alert = document.createElement("div");
  alert.className = "usa-alert usa-alert--error";
  const body = document.createElement("div");
  body.className = "usa-alert__body";
  const text = document.createElement("p");
  text.className = "usa-alert__text";
  text.textContent = place.dataset[WORDS[exception?.name] ?? "other"];
  body.append(text);
  alert.append(body);
  place.replaceChildren(alert);
}

export function bindPasskeys() {
  const place = document.querySelector("[data-passkey-problem]");
  const ways = window.allauth?.webauthn?.forms;
  if (!place || !ways) return;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    showProblem(place, event.detail.exception);
  });
  for (const form of document.querySelectorAll("[data-passkey]")) {
    ways[form.dataset.passkey]({ ids: JSON.parse(form.dataset.passkeyIds) });
    for (const button of form.querySelectorAll("button[hidden]")) button.hidden = false;
  }
}
