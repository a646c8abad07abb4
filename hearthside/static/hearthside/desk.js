// Alt and a key presses or focuses what a page marks with aria-keyshortcuts="Alt+N". The page /desk/keys/
// lists them all and turns them off; every one of them is also a link, a button or a field.
"use strict";

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
  const pressed = event.code === "Slash" ? "/" : event.code.replace(/^Key/, "");
  if (pressed.length !== 1) return;
  const marked = document.querySelector(`[aria-keyshortcuts="Alt+${pressed}"]`);
  if (!marked) return;
  event.preventDefault();
  if (marked.matches("input, textarea, select, [tabindex]")) marked.focus();
  else marked.click();
});

// A click outside, or Escape, closes the menu of queues.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".hs-desk__menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".hs-desk__menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
