var s=document.documentElement;s.classList.add("has-js");addEventListener("load",()=>{s.hasAttribute("data-scripts-ready")||s.classList.remove("has-js")});
