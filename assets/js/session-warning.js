// <dialog id="session-warning" data-session-left data-session-warning …>: asks in time whether one is
// still there. Asking the server how long the session lasts is no use of it; pressing the button is.
const BACKGROUND = { "X-Background": "1", Accept: "application/json" };
const ASK_AGAIN = 20;
const now = () => Date.now() / 1000;

class SessionWarning {
  constructor(dialog) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form");
    this.words = dialog.querySelector("[data-minutes]");
    this.before = Number(dialog.dataset.sessionWarning);
    this.title = document.title;
    this.warned = false;
    this.set(Number(dialog.dataset.sessionLeft));
    this.form.addEventListener("submit", (event) => this.pressed(event));
    // Escape is an answer too: somebody is there.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.extend();
    });
    // A machine that slept, a tab that was hidden, a page out of the browser's memory: look again.
    document.addEventListener("visibilitychange", () => !document.hidden && this.look());
    addEventListener("pageshow", (event) => event.persisted && this.look());
  }

  set(left) {
    this.end = now() + left;
    this.wait(left > this.before ? left - this.before : Math.min(left, ASK_AGAIN));
  }

  wait(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.max(seconds, 0.1) * 1000);
  }

  // Another tab may have used the session, or ended it.
  async look() {
    if (this.end - now() > this.before) return this.wait(this.end - now() - this.before);
    const left = await this.ask(this.dialog.dataset.sessionAddress);
    if (left === null) return this.end > now() ? this.wait(ASK_AGAIN) : this.leave();
    if (left <= 0) return this.leave();
    this.set(left);
    if (left > this.before) this.close();
    else this.warn(left);
  }

  // Seconds left, 0 when the session is over, null when nobody answers.
  async ask(address, options = {}) {
    try {
      const response = await fetch(address, { headers: BACKGROUND, redirect: "manual", ...options });
      if (response.type === "opaqueredirect" || response.status === 401) return 0;
      return response.ok ? (await response.json()).left : null;
    } catch {
      return null;
    }
  }

  warn(left) {
    if (this.warned) return;
    this.warned = true;
    const minutes = Math.floor(left / 60);
    this.say(minutes < 2 ? "moment" : "minutes", minutes);
    this.dialog.showModal();
    document.title = this.dialog.querySelector("h2").textContent;
  }

  // Said once, not every second: a screen reader would read nothing else.
  say(kind, minutes) {
    this.words.textContent = this.words.dataset[kind].replace("{minutes}", minutes);
  }

  close() {
    if (this.dialog.open) this.dialog.close();
    this.warned = false;
    document.title = this.title;
  }

  pressed(event) {
    if (event.submitter?.hasAttribute("data-sign-out")) return;
    event.preventDefault();
    this.extend();
  }

  async extend() {
    const left = await this.ask(this.form.action, { method: "POST", body: new FormData(this.form) });
    if (left === 0) return this.leave();
    if (left === null) return this.say("failed");
    const final = left <= this.before && this.final;
    this.set(left);
    if (left > this.before || final) {
      this.close();
      this.warned = final;
      return;
    }
    // The session has lasted its longest: one more press closes the warning.
    this.final = true;
    this.say("final");
  }

  leave() {
    const here = location.pathname + location.search;
    location.assign(`${this.dialog.dataset.signIn}?next=${encodeURIComponent(here)}`);
  }
}

export function bindSessionWarning() {
  const dialog = document.getElementById("session-warning");
  if (dialog) new SessionWarning(dialog);
}
