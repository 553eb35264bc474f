// Theme and map switches, kept in this browser only.

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Shows the theme button and lets it change between light and dark. */
export function connectThemeToggle(document) {
  const root = document.documentElement;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
      root.dataset.theme = next;
      remember("theme", next);
    });
  }
}

/** Keeps the map's switches from page to page; the stylesheet acts on them by itself. */
export function connectSwitches(document) {
  for (const name of ["rings", "patterns"]) {
    const box = document.getElementById(name);
    if (!box) continue;
    const kept = recall(`map-${name}`);
    if (kept !== null) box.checked = kept === "on";
    box.addEventListener("change", () => remember(`map-${name}`, box.checked ? "on" : "off"));
  }
}

/** Lets the other language show the same ward and day. */
export function connectLanguage(document) {
  const link = document.querySelector("[data-language]");
  link?.addEventListener("click", () => {
    if (location.hash.includes("=")) link.hash = location.hash;
  });
}
