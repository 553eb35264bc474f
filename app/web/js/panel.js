// One ward beside the map: the server's own words, put in as they come.

import { fetchOf } from "./live.js";

/** A panel that shows wards; `onClose` is told when it is shut. */
export function openPanel(stage, { words, onClose }) {
  const panel = stage.querySelector("[data-panel]");
  const language = new URLSearchParams(location.search).get("lang");
  let shown = null;
  let opener = null;

  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) onClose();
    const copy = event.target.closest("[data-copy-address]");
    if (copy && navigator.clipboard && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      copyAddress(copy);
    }
  });
  panel.addEventListener("keydown", (event) => event.key === "Escape" && onClose());

  async function load(code, revision) {
    const query = language ? `?lang=${encodeURIComponent(language)}` : "";
    return (await fetchOf(revision, `/w/${encodeURIComponent(code)}/panel${query}`)).text();
  }

  async function open(code) {
    try {
      await fill(code, { focus: true });
    } catch (fault) {
      if (shown !== code) return;
      if (fault.message.endsWith(": 404")) onClose();
      else panel.replaceChildren(failed(code));
    }
  }

  async function fill(code, { focus, revision = 0 }) {
    const text = await load(code, revision);
    if (shown !== code) return;
    const scrolled = panel.querySelector(".panel-body")?.scrollTop ?? 0;
    panel.innerHTML = text;
    if (focus) panel.querySelector("h2")?.focus({ preventScroll: true });
    else panel.querySelector(".panel-body").scrollTop = scrolled;
    stage.dispatchEvent(new CustomEvent("panelshown"));
  }

  function failed(code) {
    const note = document.createElement("p");
    note.className = "failed";
    const link = document.createElement("a");
    link.href = `/w/${encodeURIComponent(code)}`;
    link.textContent = words.panel_whole;
    const close = document.createElement("button");
    close.className = "button";
    close.type = "button";
    close.dataset.close = "";
    close.textContent = words.close;
    note.append(`${words.panel_failed} `, link, close);
    return note;
  }

  return {
    async show(code) {
      if (code === shown) return;
      if (shown === null) opener = document.activeElement;
      shown = code;
      panel.hidden = false;
      stage.classList.add("with-panel");
      await open(code);
    },
    /** Shows the same ward as it is at a revision; what is shown stays when that does not come. */
    renew: (revision) => (shown === null ? Promise.resolve() : fill(shown, { focus: false, revision })),
    hide() {
      if (shown === null) return;
      shown = null;
      panel.hidden = true;
      panel.replaceChildren();
      stage.classList.remove("with-panel");
      opener?.isConnected && opener.focus?.({ preventScroll: true });
    },
    /** Says which level the ward had on a day that is past; null: the present is shown. */
    onDay(told) {
      const note = panel.querySelector("[data-on-day]");
      if (!note) return;
      note.hidden = told === null;
      if (told === null) return;
      note.querySelector("[data-day]").textContent = `${told.day}:`;
      note.querySelector("[data-level]").replaceChildren(told.glyph, told.label);
    },
  };
}

async function copyAddress(link) {
  await navigator.clipboard.writeText(link.href).catch(() => {});
  document.querySelector("[data-said]").textContent = link.dataset.done;
  link.title = link.dataset.done;
}
