// The key under which a request is done once, however often it is sent.

/** A new key; also where the page was not opened over https, which `crypto.randomUUID` would want. */
export function newKey() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
