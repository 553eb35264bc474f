// The sheet without a network: the worker keeps the last sheet that was opened, so that a reload still shows it.

import { make } from "./elements.js";
import { fill } from "./words.js";

/** Registers the worker and lets it keep this page with all it is made of; a browser without workers goes on as before. */
export async function keepPageForOffline(username) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/staff/sw.js", { updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    if (isCopy()) return;
    const files = performance.getEntriesByType("resource").map(({ name }) => name).filter(isFile);
    active.postMessage({ kind: "keep", username, page: location.href, files });
  } catch {
    // A worker is a convenience; nothing depends on it.
  }
}

/** When this page was kept, if it is a copy that the worker showed without a network; else null. */
export function copyMadeAt() {
  return document.documentElement.dataset.keptAt ?? null;
}

/** Says that there is no network, and of when the page is when it is a copy; that one is loaded anew when asked to. */
export function connectOfflineLine(element, { words, moment }) {
  const draw = () => {
    const made = copyMadeAt();
    const sentence = made ? (navigator.onLine ? words.offline_old : words.offline_copy) : navigator.onLine ? "" : words.offline_now;
    const text = fill(sentence, { time: moment(made) });
    const again = make("button", { type: "button", class: "link", onclick: () => location.reload() }, words.offline_reload);
    element.replaceChildren(...(text ? [make("p", { class: "line away" }, text, made && navigator.onLine ? again : null)] : []));
    element.hidden = !text;
  };
  addEventListener("online", draw);
  addEventListener("offline", draw);
  draw();
}

function isCopy() {
  return copyMadeAt() !== null;
}

function isFile(address) {
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname.startsWith("/static/");
}
