/* The page that takes files: dropping one, going on at once when one is chosen, and saying that work is under way.
   Everything it does can be done without it, by the forms alone. */

const about = document.querySelector("[data-about]");
if (about) {
  about.querySelector("button").hidden = true;
  about.addEventListener("change", () => about.requestSubmit());
}

for (const form of document.querySelectorAll("[data-upload], [data-send]")) {
  form.addEventListener("submit", (event) => showBusy(form, event.submitter));
}
window.addEventListener("pageshow", () => document.querySelectorAll("[data-was]").forEach(showIdle));

const upload = document.querySelector("[data-upload]");
if (upload) takeDrops(upload, upload.querySelector("[data-drop]"), upload.querySelector("[type=file]"));

const corrections = document.querySelector("[name=corrections]");
if (corrections) {
  const reason = document.querySelector("[name=reason_code]");
  const ask = () => { reason.required = corrections.checked; };
  corrections.addEventListener("change", ask);
  ask();
}

function takeDrops(form, zone, input) {
  let depth = 0;
  /* The browser's own words on the field are in the browser's language; ours stand in their place. */
  input.classList.add("sr");
  zone.querySelector("[data-choose]").hidden = false;
  form.querySelector("[data-check]").hidden = true;
  const mark = (step) => {
    depth = Math.max(0, depth + step);
    zone.classList.toggle("over", depth > 0);
  };
  input.addEventListener("change", () => { if (input.files.length) form.requestSubmit(); });
  zone.addEventListener("dragenter", () => mark(1));
  zone.addEventListener("dragleave", () => mark(-1));
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(-depth);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

/* The pressed button says what is being done; a second press sends nothing. */
function showBusy(form, submitter) {
  const button = form.querySelector("[data-choose]:not([hidden])") ?? submitter ?? form.querySelector("button");
  setTimeout(() => {
    button.dataset.was = button.textContent;
    button.textContent = form.dataset.busy;
    form.setAttribute("aria-busy", "true");
    form.querySelectorAll("button").forEach((each) => { each.disabled = true; });
  });
}

function showIdle(button) {
  button.textContent = button.dataset.was;
  delete button.dataset.was;
  const form = button.closest("form");
  form.removeAttribute("aria-busy");
  form.querySelectorAll("button").forEach((each) => { each.disabled = false; });
}
