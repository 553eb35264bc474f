// One way to call the API from a staff page. The browser adds the cookie; what went wrong comes as one of three faults.

import { forReaders } from "./words.js";

/** The service answered, and not with what was asked for: an application/problem+json document (RFC 9457). */
export class Problem extends Error {
  constructor(status, document, headers) {
    super(forReaders(document.detail) || document.title || `HTTP ${status}`);
    this.name = new.target.name;
    this.status = status;
    this.document = { ...document, detail: forReaders(document.detail) };
    this.slug = String(document.type ?? "").split("/problems/")[1] ?? "";
    this.title = document.title ?? "";
    this.detail = this.document.detail;
    this.errors = document.errors ?? [];
    this.retryAfter = Number(headers?.get("Retry-After")) || 0;
  }
}

/** The session has ended and nobody signed in again: nothing was sent, everything typed is still here. */
export class SignedOut extends Problem {
  constructor(...answer) {
    super(...answer);
    // The API speaks to programs here; a person is told what to do.
    this.message = document.getElementById("staff-words")?.dataset.signedOut ?? this.message;
  }
}

/** No answer at all: the network, or the server, is away. Sending the same again later is safe with an idempotency key. */
export class Offline extends Error {
  constructor(cause) {
    super(document.getElementById("staff-words")?.dataset.offline ?? "offline", { cause });
    this.name = "Offline";
  }
}

/**
 * Asks the API and returns the body of the answer: parsed JSON, text of other kinds, or null when there is none.
 * options: method, body (an object goes as JSON; FormData, Blob and string go as they are), headers, query, signal,
 * signIn (false: a session that has ended is a fault, no dialog opens; for work in the background).
 */
export async function request(path, options = {}) {
  return (await exchange(path, options)).body;
}

/** The same with status and headers: { status, headers, body }. */
export async function exchange(path, options = {}) {
  let answer = await send(path, options);
  while (answer.status === 401) {
    const fault = new SignedOut(401, (await contentOf(answer)) ?? {}, answer.headers);
    if (options.signIn === false || !(await signInAgain())) throw fault;
    answer = await send(path, options);
  }
  const body = await contentOf(answer);
  if (!answer.ok) throw new Problem(answer.status, body && typeof body === "object" ? body : {}, answer.headers);
  return { status: answer.status, headers: answer.headers, body };
}

/** Who is signed in on this page. */
export function username() {
  return document.body.dataset.username ?? "";
}

async function send(path, { method = "GET", body, headers = {}, query, signal } = {}) {
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined) address.searchParams.set(name, value);
  }
  const sent = new Headers({ Accept: "application/json", "Accept-Language": document.documentElement.lang, ...headers });
  if (username()) sent.set("X-Signed-In-As", username());
  const isReady = body === undefined || typeof body === "string" || body instanceof Blob || body instanceof FormData;
  if (!isReady && !sent.has("Content-Type")) sent.set("Content-Type", "application/json");
  try {
    return await fetch(address, {
      method,
      headers: sent,
      body: isReady ? body : JSON.stringify(body),
      signal,
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch (fault) {
    if (fault.name === "AbortError" || fault.name === "TimeoutError") throw fault;
    throw new Offline(fault);
  }
}

async function contentOf(answer) {
  if (answer.status === 204) return null;
  try {
    const text = await answer.text();
    if (!text) return null;
    return /[/+]json\b/.test(answer.headers.get("Content-Type") ?? "") ? JSON.parse(text) : text;
  } catch (fault) {
    throw new Offline(fault);
  }
}

let asking = null;

/** Opens the dialog once for all who wait; true when the same person has signed in again. */
export function signInAgain() {
  asking ??= askPassword().finally(() => {
    asking = null;
  });
  return asking;
}

function askPassword() {
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return Promise.resolve(false);
  const form = dialog.querySelector("form");
  const password = form.elements.password;
  const alert = form.querySelector(".alert");
  alert.hidden = true;
  password.value = "";
  return new Promise((resolve) => {
    const stop = new AbortController();
    let done = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      try {
        await openSession(form);
        done = true;
        dialog.close();
      } catch (fault) {
        alert.textContent = fault.message;
        alert.hidden = false;
        password.select();
      } finally {
        button.disabled = false;
      }
    }, { signal: stop.signal });
    form.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(), { signal: stop.signal });
    dialog.addEventListener("close", () => {
      stop.abort();
      password.value = "";
      resolve(done);
    }, { once: true });
    if (!dialog.open) dialog.showModal();
    password.focus();
  });
}

async function openSession(form) {
  const answer = await send("/api/v1/auth/session", {
    method: "POST",
    body: new URLSearchParams(new FormData(form)).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
  if (answer.ok) return;
  const document = (await contentOf(answer)) ?? {};
  if (answer.status === 401) document.detail = form.dataset.wrong ?? document.detail;
  throw new Problem(answer.status, document, answer.headers);
}
