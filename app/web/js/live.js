// What the server holds now: one request that is answered when something changes.

const WAIT_S = 25;
const SHORTEST_MS = 200;
const LONGEST_MS = 30_000;
const REST_MS = 15_000;

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
      const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout((WAIT_S + 10) * 1000) });
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
    await pauseFor(pause);
  }
}

/**
 * Fetches what belongs to a revision. Throws when it does not come, or is older: another process may answer that has
 * not seen the revision yet.
 */
export async function fetchOf(revision, address, options = {}) {
  const answer = await fetch(address, { ...options, cache: "no-cache", signal: AbortSignal.timeout(REST_MS) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const its = answer.headers.get("X-Revision");
  if (its !== null && Number(its) < revision) throw new Error(`${address}: revision ${its} instead of ${revision}`);
  return answer;
}

/** Puts the server's newest words, at an address, in place of those marked `data-live`; whether any differed. */
export async function renewParts(document, { revision, address, skip = [] }) {
  const answer = await fetchOf(revision, address, { headers: { Accept: "text/html" } });
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

/** Waits, but no longer than until the network is back. */
function pauseFor(milliseconds) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    addEventListener("online", end);
  });
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
