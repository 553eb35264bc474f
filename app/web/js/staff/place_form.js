// A form whose fields go to the API as one JSON body; what is refused is told at its field, the rest above the form.

import { exchange } from "./session.js";

/**
 * Sends a form when it is submitted. Names with a dot are members of members; `data-kind` says how text is read.
 *
 * @param offset the site's offset from UTC, put behind local times.
 * @param placeOf what the place field of the form says: an object that joins the body, or null; it may throw.
 */
export function connectPlaceForm(form, { offset, placeOf }) {
  const key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  connectReveals(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    clear(form);
    button.disabled = true;
    try {
      const { body } = await exchange(form.dataset.api, {
        method: form.dataset.method,
        body: { ...bodyOf(form, offset), ...(placeOf() ?? {}) },
        headers: {
          ...(form.dataset.version ? { "If-Match": `"${form.dataset.version}"` } : {}),
          ...("once" in form.dataset ? { "Idempotency-Key": key } : {}),
        },
      });
      location.assign("once" in form.dataset ? addressOf(form.dataset.next, body.id) : form.dataset.next);
    } catch (fault) {
      tell(form, fault);
      button.disabled = false;
    }
  });
}

/** The body: fields left empty, and those hidden behind a tick, are left out. */
export function bodyOf(form, offset) {
  const body = {};
  for (const field of form.querySelectorAll("[name]")) {
    if (field.closest("[hidden]")) continue;
    const value = valueOf(field, offset);
    if (value === undefined) continue;
    const [name, inner] = field.name.split(".");
    body[name] = inner ? { ...body[name], [inner]: value } : value;
  }
  return body;
}

function valueOf(field, offset) {
  if (field.dataset.kind === "boolean") return field.checked || undefined;
  const text = field.value.trim();
  if (!text) return undefined;
  if (field.dataset.kind === "number") return Number(text);
  return field.dataset.kind === "moment" ? `${text.length === 16 ? `${text}:00` : text}${offset}` : text;
}

function connectReveals(form) {
  for (const tick of form.querySelectorAll("[data-reveals]")) {
    const part = document.getElementById(tick.dataset.reveals);
    tick.addEventListener("change", () => {
      part.hidden = !tick.checked;
    });
  }
}

function clear(form) {
  form.querySelector("[data-alert]").hidden = true;
  for (const fault of form.querySelectorAll(".fault")) fault.hidden = true;
  for (const wrong of form.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
}

/** Each fault at the field it is about; what belongs to none above the form. */
function tell(form, fault) {
  const left = [];
  for (const { pointer, detail } of fault.errors ?? []) {
    const name = String(pointer ?? "").split("/").slice(1);
    const entry = form.querySelector(`[data-entry="${CSS.escape(name.join("."))}"], [data-entry="${CSS.escape(name[0] ?? "")}"]`);
    const place = ["place", "ward_codes"].includes(name[0]) ? form.querySelector("[data-place-field]") : entry;
    const line = place?.querySelector(":scope > .fault");
    if (!line) left.push(detail);
    else {
      line.textContent = detail;
      line.hidden = false;
      place.querySelector(".field")?.setAttribute("aria-invalid", "true");
    }
  }
  const alert = form.querySelector("[data-alert]");
  alert.textContent = left.length ? left.join(" ") : fault.errors?.length ? alert.dataset.failed : fault.message;
  alert.hidden = false;
  alert.scrollIntoView({ block: "nearest" });
}

function addressOf(list, id) {
  const address = new URL(list, location.origin);
  address.pathname = `${address.pathname}/${id}`;
  return address.href;
}
