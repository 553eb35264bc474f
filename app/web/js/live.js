// What the server holds now: one request that is answered when something changes.

const WAIT_S = 25;
const SHORTEST_MS = 200;
const LONGEST_MS = 30_000;

/**
 * Calls `onChange` with each new state of a JSON address, the first at once, for as long as the page is open.
 * A server or proxy that does not wait is asked every second instead; while the page is hidden nothing is asked.
 */
export async function watch(address, onChange, onConnection) {
  let etag = null;
  let pause = SHORTEST_MS;
  for (;;) {
    await visible();
    try {
      const headers = etag ? { "If-None-Match": etag, Prefer: `wait=${WAIT_S}` } : {};
      const answer = await fetch(address, { headers, cache: "no-store" });
      onConnection(true);
      if (answer.status === 200) {
        await onChange(await answer.json(), etag === null);
        // Only now is it held: what could not be shown in full is asked for again.
        etag = answer.headers.get("ETag");
        pause = SHORTEST_MS;
      } else {
        pause = answer.status !== 304 ? LONGEST_MS / 6 : answer.headers.has("Preference-Applied") ? 0 : 1000;
      }
    } catch {
      onConnection(false);
      pause = Math.min(LONGEST_MS, Math.max(1000, pause * 2));
    }
    await Promise.race([new Promise((resolve) => setTimeout(resolve, pause)), reconnected()]);
  }
}

/** Puts the server's newest words in place of those marked `data-live`, where they differ. */
export async function renewParts(document, skip = []) {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-cache" });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  let renewed = false;
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (!next || skip.includes(part.id) || next.innerHTML === part.dataset.sent) continue;
    renewed = renewPart(part, next) || renewed;
  }
  return renewed;
}

function renewPart(part, next) {
  const source = next.innerHTML;
  const unfolded = new Set(folds(part).filter(([, fold]) => fold.open).map(([name]) => name));
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceChildren(...next.childNodes);
  part.dataset.sent = source;
  for (const [name, fold] of folds(part)) {
    if (unfolded.has(name)) fold.open = true;
  }
  if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  return true;
}

/** What can be unfolded, by its heading or else by its place. */
function folds(part) {
  return [...part.querySelectorAll("details")].map((fold, place) => [fold.querySelector("h3")?.textContent ?? place, fold]);
}

function reconnected() {
  return new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
