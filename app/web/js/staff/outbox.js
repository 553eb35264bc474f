// What was sent and is not answered yet. Each sending is kept in this browser under a key of its own, so that it can be
// sent again after any break and still counts once; it leaves the outbox only when the server has it, or when the
// person has decided what becomes of a refusal.
//
//   const outbox = new Outbox({username, kept, request, lock})
//   const item = outbox.add({district_code, reporting_date, rows, title})
//   await outbox.flush()           tries all that wait, oldest first
//   outbox.settle(key)             a refusal was decided on
//
// Events: `change` {items}; `answered` {item, answer}; `refused` {item, problem}; `postponed` {item, fault}.

const BATCH = "/api/v1/case-reports/batch?partial=true&require_confirmation=true";
const PAUSES_S = [2, 5, 10, 20, 40, 60];
const TIMEOUT_MS = 25_000;
const WAITING = "waiting";
const REFUSED = "refused";

export class Outbox extends EventTarget {
  #kept;
  #request;
  #lock;
  #items;
  #isKept = true;
  #running = null;
  #isWanted = false;
  #timer = 0;
  #failures = 0;

  constructor({ username, kept, request, lock = oneTabAtATime }) {
    super();
    this.username = username;
    this.#kept = kept;
    this.#request = request;
    this.#lock = lock;
    this.#items = this.#read();
    kept.watch(() => {
      this.#items = this.#read();
      this.#changed();
    });
  }

  /** Everything not settled yet, oldest first; each `{key, state, district_code, reporting_date, rows, title, …}`. */
  get items() {
    return this.#items;
  }

  get waiting() {
    return this.#items.filter((item) => item.state === WAITING);
  }

  get refused() {
    return this.#items.filter((item) => item.state === REFUSED);
  }

  /** Whether leaving would lose something, this browser keeping nothing. */
  get isAtRisk() {
    return !this.#isKept && this.#items.length > 0;
  }

  add({ district_code, reporting_date, rows, title }) {
    const item = { key: newKey(), username: this.username, state: WAITING, district_code, reporting_date, rows, title };
    this.#change((items) => [...items, item]);
    return item;
  }

  settle(key) {
    this.#change((items) => items.filter((item) => item.key !== key));
  }

  /** Sends again whenever there is hope: now, when the network is back, when the page is looked at. */
  keepTrying() {
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.isAtRisk) event.preventDefault();
    });
    return this.flush();
  }

  /** Tries all that wait: one tab at a time, and once more when something was added meanwhile. */
  flush() {
    this.#isWanted = true;
    this.#running ??= this.#lock(`khoanhvung-outbox-${this.username}`, () => this.#sendAll()).finally(() => {
      this.#running = null;
      if (this.#isWanted) this.flush();
    });
    return this.#running;
  }

  async #sendAll() {
    clearTimeout(this.#timer);
    this.#isWanted = false;
    // Another tab may have sent them while this one waited for its turn.
    this.#items = this.#isKept ? this.#read() : this.#items;
    for (const item of this.waiting) {
      const fault = await this.#send(item);
      if (fault) {
        this.#postpone(fault);
        return;
      }
    }
    this.#failures = 0;
  }

  /** Sends one; the fault when there is no use in trying the next. */
  async #send(item) {
    try {
      // The request names who opened the page: nobody's figures go out under another name.
      const answer = await this.#request(BATCH, {
        method: "POST",
        body: item.rows,
        headers: { "Idempotency-Key": item.key },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      this.#answered(item, answer);
    } catch (fault) {
      if (!isFinal(fault)) return fault;
      const refused = { ...item, state: REFUSED, problem: fault.document, status: fault.status };
      this.#replace(item.key, refused);
      this.#say("refused", { item: refused, problem: fault.document });
    }
    return null;
  }

  #answered(item, answer) {
    const rejected = answer.items.filter((each) => each.result === "rejected");
    // Told before it is forgotten: should the page die between the two, the same key gets the same answer again.
    this.#say("answered", { item, answer });
    if (!rejected.length) {
      this.settle(item.key);
      return;
    }
    const rows = rejected.map(({ index }) => item.rows[index]);
    const left = { ...item, state: REFUSED, rows, rejected, receipt: answer.receipt };
    this.#replace(item.key, left);
    this.#say("refused", { item: left, problem: null });
  }

  #postpone(fault) {
    for (const item of this.waiting) this.#say("postponed", { item, fault });
    clearTimeout(this.#timer);
    // Whoever put off signing in is not asked again and again.
    if (fault.status === 401) return;
    const pause = PAUSES_S[Math.min(this.#failures, PAUSES_S.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => this.flush(), pause * 1000);
  }

  #replace(key, item) {
    this.#change((items) => items.map((each) => (each.key === key ? item : each)));
  }

  #read() {
    const found = this.#kept.read();
    return Array.isArray(found) ? found.filter((item) => item.username === this.username) : [];
  }

  /** Changes what is kept now, which another tab may have changed since it was read. */
  #change(change) {
    this.#items = change(this.#isKept ? this.#read() : this.#items);
    this.#isKept = this.#kept.write(this.#items);
    this.#changed();
  }

  #changed() {
    this.#say("change", { items: this.#items });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A refusal that the same request will meet again; everything else is worth another try. */
function isFinal({ status }) {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
}

/** 128 random bits; `crypto.randomUUID` would be missing on a site served without TLS inside an office. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Runs while no other tab does; without locks the key alone keeps a second sending harmless. */
function oneTabAtATime(name, act) {
  return navigator.locks ? navigator.locks.request(name, act) : act();
}
