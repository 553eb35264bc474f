// The worker of the staff pages. It keeps one thing: the last daily sheet that was opened, with the files it is made of,
// and shows it when the network does not answer. Everything else goes past it untouched: no answer of the API and no
// other page is ever kept. Whatever fails in here, the browser gets what the network says.
//
// The server puts `const VERSION` before this text, so that each release brings a worker of its own.

const STORE = "khoanhvung-staff-1";
const SHEET = /^\/staff\/report\/[^/]+(\/[^/]+)?$/;
const DOOR = /^\/staff\/sign-(in|out)$/;
const DOOR_ELSEWHERE = "/staff/sign-in/oidc";
const FILES = "/static/";
const PATIENCE_MS = 3000;
const MADE_AT = "X-Kept-At";

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  // Whoever signs in or out leaves no sheet behind for the next person at this machine.
  if ((request.method === "POST" && DOOR.test(pathname)) || pathname.startsWith(DOOR_ELSEWHERE)) {
    event.waitUntil(forgetSheet());
  }
  if (request.method !== "GET") return;
  if (pathname.startsWith(FILES)) event.respondWith(file(request));
  else if (request.mode === "navigate" && SHEET.test(pathname)) event.respondWith(sheet(event));
});

/** A file from the store; its address names its content, so what is kept never grows old. */
async function file(request) {
  return (await found(request)) ?? fetch(request);
}

/** A sheet from the network, or its copy when that is away or takes too long. */
async function sheet(event) {
  const answered = fetch(event.request);
  // When a copy was shown instead, nobody waits for this any more.
  answered.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  try {
    const answer = (await Promise.race([answered, late])) ?? (await copyOf(event.request)) ?? (await answered);
    if (answer.status >= 500) return (await copyOf(event.request)) ?? answer;
    event.waitUntil(renew(event.request, answer));
    return answer;
  } catch (fault) {
    const copy = await copyOf(event.request);
    if (copy) return copy;
    throw fault;
  }
}

/** Keeps what the network answered; a redirect says that the session is over, so nothing stays. */
function renew(request, answer) {
  if (answer.headers.has(MADE_AT)) return null;
  if (answer.type === "opaqueredirect") return forgetSheet();
  return answer.ok && !answer.redirected ? keepSheet(request.url, answer.clone()) : null;
}

/** Keeps a page that was opened before this worker was there, and exactly the files that it uses. */
async function keepAll({ page, files }) {
  const store = await caches.open(STORE);
  const used = new Set(files.filter((address) => new URL(address).pathname.startsWith(FILES)));
  const keptFiles = (await store.keys()).filter(({ url }) => new URL(url).pathname.startsWith(FILES));
  const known = new Set(keptFiles.map(({ url }) => url));
  await store.addAll([...used].filter((address) => !known.has(address)));
  if (!(await store.match(page, { ignoreVary: true }))) {
    const answer = await fetch(page);
    if (answer.ok && !answer.redirected) await keepSheet(page, answer);
  }
  await Promise.all(keptFiles.filter(({ url }) => !used.has(url)).map((each) => store.delete(each)));
}

async function keepSheet(address, answer) {
  const made = new Date(answer.headers.get("Date") ?? Date.now()).toISOString();
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set(MADE_AT, made);
  // The page learns from its root element that it is a copy, and of when.
  const text = (await answer.text()).replace("<html ", `<html data-kept-at="${made}" `);
  const store = await caches.open(STORE);
  await forgetSheet();
  await store.put(address, new Response(text, { headers }));
}

async function forgetSheet() {
  if (!(await caches.has(STORE))) return;
  const store = await caches.open(STORE);
  const sheets = (await store.keys()).filter(({ url }) => !new URL(url).pathname.startsWith(FILES));
  await Promise.all(sheets.map((each) => store.delete(each)));
}

function copyOf(request) {
  return found(request, { ignoreSearch: true });
}

async function found(request, options) {
  try {
    return (await caches.match(request, { cacheName: STORE, ignoreVary: true, ...options })) ?? null;
  } catch {
    return null;
  }
}
