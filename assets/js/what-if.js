// Shows, beside a form, what its answers would lead to, without leaving the page.
// <form data-what-if="address" data-what-if-shown="id">: the answers go to the address as they change,
// (with data-what-if-now at once, too), and what comes back, a part of a page, is shown in the element. Nothing is kept there.
const PAUSE = 400;

export function bindWhatIf() {
  for (const form of document.querySelectorAll("form[data-what-if]")) {
    bind(form, document.getElementById(form.dataset.whatIfShown));
  }
}

function bind(form, shown) {
  let timer = 0;
  let latest = 0;

  async function ask() {
    const number = (latest += 1);
    const part = await answer(form);
    if (part === null || number !== latest) return;
    shown.innerHTML = part;
    shown.hidden = part.trim() === "";
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  if ("whatIfNow" in form.dataset) ask();
}

// What the portal says to the answers; null if it cannot be asked now.
async function answer(form) {
  try {
    const response = await fetch(form.dataset.whatIf, { method: "POST", body: new FormData(form) });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
