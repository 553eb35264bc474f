// The page of accounts does all its work by forms; this finds people while one types, hides what a role does not need,
// and copies or prints a password that is shown once.
import { fold } from "../fold.js";
import { fill } from "./words.js";

/** Roles that answer for named districts. */
const BOUND = new Set(["reporter", "supervisor"]);

/** Hides the rows in which the text does not occur; the form itself asks the server, for those who press Enter. */
export function connectSearch(document) {
  const form = document.querySelector("[data-people-search]");
  if (!form) return;
  const rows = [...document.querySelectorAll("tr[data-searched]")];
  const status = document.querySelector(".people-count");
  const counted = status.textContent;
  form.elements.q.addEventListener("input", () => {
    const asked = fold(form.elements.q.value);
    let left = 0;
    for (const row of rows) {
      row.hidden = !row.dataset.searched.includes(asked);
      if (!row.hidden) left += 1;
    }
    status.textContent = left === 0 ? status.dataset.none : left === rows.length ? counted : fill(status.dataset.count, { n: left });
  });
  for (const choice of form.querySelectorAll("select")) choice.addEventListener("change", () => form.requestSubmit());
}

/** Shows the districts only for the roles that need them. */
export function connectRoles(document) {
  const role = document.querySelector("[data-roles]");
  const districts = document.querySelector("[data-districts]");
  if (!role || !districts) return;
  const note = districts.querySelector("[data-districts-note]");
  if (note) note.hidden = true;
  const show = () => {
    districts.hidden = !BOUND.has(role.value);
  };
  role.addEventListener("change", show);
  show();
}

/** Copies the password; where the clipboard is closed to us, selects it. */
export function connectCopy(document) {
  const button = document.querySelector("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}

/** Prints the slip. */
export function connectPrint(document) {
  const button = document.querySelector("[data-print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const connect of [connectSearch, connectRoles, connectCopy, connectPrint]) connect(document);
