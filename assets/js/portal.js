import { bindDialogs } from "./dialog.js";
import { bindEnables } from "./enables.js";
import { bindMenus } from "./menu.js";
import { bindPasswordRules } from "./password-rules.js";
import { bindProblem } from "./problem.js";
import { bindReveals } from "./reveal.js";
import { bindSubmitOnce } from "./submit-once.js";

bindMenus();
bindDialogs();
bindReveals();
bindPasswordRules();
bindEnables();
bindSubmitOnce();
bindProblem();
document.documentElement.setAttribute("data-scripts-ready", "");
