// In the head, before anything is drawn: tells the stylesheet that scripts run, so that what they
// open (the menu) starts closed. When the rest fails to load, takes it back.
const root = document.documentElement;
root.classList.add("has-js");
addEventListener("load", () => {
  if (!root.hasAttribute("data-scripts-ready")) root.classList.remove("has-js");
});
