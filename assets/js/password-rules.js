// <ul data-password-rules="input-id" data-met="…" data-unmet="…"> with <li data-rule data-value> or
// <li data-rule="not-words" data-words="[…]">: says of each rule whether what is typed keeps it.
// A kindness only: the server decides.
const RULES = {
  "min-length": (typed, item) => [...typed].length >= Number(item.dataset.value),
  "max-length": (typed, item) => [...typed].length <= Number(item.dataset.value),
  // As accounts/passwords.py: take the words out, count the different letters and digits left.
  "not-words": (typed, item) => {
    let left = typed.toLowerCase();
    for (const word of JSON.parse(item.dataset.words)) left = left.replaceAll(word, "");
    return new Set(left.match(/[\p{L}\p{N}]/gu)).size >= Number(item.dataset.value);
  },
};

function judge(list, typed) {
  for (const item of list.querySelectorAll("[data-rule]")) {
    const state = typed === "" ? "" : RULES[item.dataset.rule](typed, item) ? "met" : "unmet";
    if ((item.dataset.state ?? "") === state) continue;
    item.dataset.state = state;
    item.querySelector("[data-state-words]").textContent = state ? list.dataset[state] : "";
  }
}

export function bindPasswordRules() {
  for (const list of document.querySelectorAll("[data-password-rules]")) {
    const input = document.getElementById(list.dataset.passwordRules);
    if (!input) continue;
    for (const item of list.querySelectorAll("[data-rule]")) {
      const words = document.createElement("span");
      words.className = "usa-sr-only";
      words.dataset.stateWords = "";
      item.append(" ", words);
    }
    const look = () => judge(list, input.value.normalize("NFKC"));
    input.addEventListener("input", look);
    look();
  }
}
