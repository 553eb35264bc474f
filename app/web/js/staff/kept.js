// What this browser keeps of one person's work: it survives a reload, a crash and a power cut, and no one else's
// sign-in on the same machine ever touches it.

const PREFIX = "khoanhvung";

/** One JSON value under a name of its own; `read` answers null where there is none or it cannot be understood. */
export class Kept {
  #storage;

  constructor(kind, parts, storage = storageOf()) {
    this.name = [PREFIX, kind, "1", ...parts.map(encodeURIComponent)].join(":");
    this.#storage = storage;
  }

  read() {
    try {
      return JSON.parse(this.#storage.getItem(this.name));
    } catch {
      return null;
    }
  }

  /** Whether it is kept now: storage may be full, or shut off. */
  write(value) {
    try {
      this.#storage.setItem(this.name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  clear() {
    try {
      this.#storage.removeItem(this.name);
    } catch {
      // What cannot be written was never kept.
    }
  }

  /** Calls with `(value, before)` when another tab of this browser has changed it. */
  watch(changed) {
    addEventListener("storage", (event) => {
      if (event.key === this.name) changed(parsed(event.newValue), parsed(event.oldValue));
    });
  }
}

function storageOf() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
