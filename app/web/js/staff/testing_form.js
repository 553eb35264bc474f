// What the forms of testing share: their fields as the API takes them, and a fault told beside the button.

import { parseCount } from "./cells.js";

const NUMBERS = ["samples", "positives", "pool_size", "target_pct"];

/** The fields of a form by name: numbers as numbers, what is empty as null. */
export function fieldsOf(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    found[name] = text === "" ? null : NUMBERS.includes(name) ? numberOf(text) : text;
  }
  return found;
}

/** A number as people write it, with thousands marks or without; what is none goes as it is, to be refused in words. */
function numberOf(text) {
  return parseCount(text).value ?? text;
}

/** Puts values into the fields of a form; those it has no field for are left alone. */
export function fillForm(form, values) {
  for (const [name, value] of Object.entries(values)) {
    if (form.elements[name]) form.elements[name].value = value ?? "";
  }
}

/**
 * Does what a form asks for: nothing is sent twice, and a fault is told in the form.
 *
 * @param act answers with a promise; what follows it is the caller's.
 */
export async function sending(form, act) {
  const fault = form.querySelector("[data-fault]") ?? form.parentElement.querySelector("[data-fault]");
  const buttons = [...form.querySelectorAll("button")];
  buttons.forEach((each) => (each.disabled = true));
  fault.hidden = true;
  try {
    await act();
  } catch (error) {
    fault.textContent = error.errors?.length ? error.errors.map(({ detail }) => detail).join(" ") : error.message;
    fault.hidden = false;
  } finally {
    buttons.forEach((each) => (each.disabled = false));
  }
}
