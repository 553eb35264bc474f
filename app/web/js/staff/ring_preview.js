// The rings a place would get, asked of the service while one draws and slides: the newest question alone counts.

import { Offline, request } from "./session.js";

const PAUSE_MS = 90;
const SLOW_MS = 350;
const AGAIN_MS = 4000;

/**
 * Tells `rings` {answer}, `fault` {fault, isOffline}, `busy` {isBusy} (only where an answer takes long).
 *
 * `ask(body)` asks soon, and drops every older question; null asks nothing and forgets what was known.
 */
export class RingPreview extends EventTarget {
  #path;
  #timer = 0;
  #slow = 0;
  #asking = null;
  #body = null;

  constructor(path = "/api/v1/outbreaks/preview") {
    super();
    this.#path = path;
    addEventListener("online", () => this.#body && this.ask(this.#body));
  }

  ask(body, { at = this.#path } = {}) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#body = body;
    if (body === null) return this.#tell("rings", { answer: null });
    this.#timer = setTimeout(() => this.#send(body, at), PAUSE_MS);
    return undefined;
  }

  async #send(body, at) {
    const asking = new AbortController();
    this.#asking = asking;
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => this.#tell("busy", { isBusy: true }), SLOW_MS);
    try {
      const answer = await request(at, { method: "POST", body, signal: asking.signal });
      if (this.#asking === asking) this.#tell("rings", { answer });
    } catch (fault) {
      if (this.#asking !== asking || asking.signal.aborted) return;
      const isOffline = fault instanceof Offline;
      this.#tell("fault", { fault, isOffline });
      if (isOffline) this.#timer = setTimeout(() => this.#body === body && this.#send(body, at), AGAIN_MS);
    } finally {
      if (this.#asking === asking) {
        clearTimeout(this.#slow);
        this.#tell("busy", { isBusy: false });
      }
    }
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
