// What the frame of every staff page does beyond links: theme, menus that close, and a word before signing out.
import { connectThemeToggle } from "../settings.js";

/** Menus close by Escape, by a click elsewhere, and when another one opens. */
function connectMenus(document) {
  const menus = [...document.querySelectorAll("details.drop")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && menus.find((each) => each.open);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

/**
 * A page with figures that are not sent yet cancels the event `staff:leaving` on the document; then the reader is asked.
 */
function connectSignOut(document) {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      const mayLeave = document.dispatchEvent(new CustomEvent("staff:leaving", { cancelable: true }));
      if (!mayLeave && !confirm(form.dataset.leaveUnsent)) event.preventDefault();
    });
  }
}

/** Every form says for whom its page was opened: who signs in beside it must not send it under another name. */
function connectForms(document) {
  document.addEventListener("submit", ({ target: form }) => {
    if (form.method !== "post") return;
    const address = new URL(form.getAttribute("action") ?? "", location.href);
    address.searchParams.set("signed_in_as", document.body.dataset.username);
    form.setAttribute("action", address.pathname + address.search);
  });
}

for (const connect of [connectThemeToggle, connectMenus, connectSignOut, connectForms]) {
  try {
    connect(document);
  } catch (fault) {
    console.error(fault);
  }
}
