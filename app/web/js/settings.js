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

/** Keeps the map's switches from page to page; the stylesheet acts on them by itself. In the dark patterns are on. */
export function connectSwitches(document) {
  for (const name of ["rings", "cordons", "areas", "border", "patterns"]) {
    const box = document.getElementById(name);
    if (!box) continue;
    const kept = recall(`map-${name}`);
    if (name === "border" && new URLSearchParams(location.hash.slice(1)).get("layer") === name) box.checked = true;
    else if (kept !== null) box.checked = kept === "on";
    else if (name === "patterns") followTheme(document, box);
    box.addEventListener("change", () => remember(`map-${name}`, box.checked ? "on" : "off"));
  }
}

/** Dark fills are harder to tell apart: there patterns are on until somebody chooses. */
function followTheme(document, box) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    if (recall("map-patterns") !== null) return;
    box.checked = (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    document.dispatchEvent(new CustomEvent("switched"));
  };
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", follow);
  follow();
}

/** Lets the other language show the same ward and day. */
export function connectLanguage(document) {
  const link = document.querySelector("[data-language]");
  link?.addEventListener("click", () => {
    const address = new URL(link.href);
    const level = new URLSearchParams(location.search).get("level");
    if (level) address.searchParams.set("level", level);
    else address.searchParams.delete("level");
    if (location.hash.includes("=")) address.hash = location.hash;
    link.href = address.href;
  });
}
