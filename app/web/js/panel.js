// One ward beside the map: the server's own words, put in as they come.

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

  async function load(code) {
    const query = language ? `?lang=${encodeURIComponent(language)}` : "";
    const answer = await fetch(`/w/${encodeURIComponent(code)}/panel${query}`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.text();
  }

  async function fill(code, { focus }) {
    let text;
    try {
      text = await load(code);
    } catch {
      if (shown === code) panel.replaceChildren(failed(code));
      return;
    }
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
    note.append(`${words.panel_failed} `, link);
    return note;
  }

  return {
    async show(code) {
      if (code === shown) return;
      if (shown === null) opener = document.activeElement;
      shown = code;
      panel.hidden = false;
      stage.classList.add("with-panel");
      await fill(code, { focus: true });
    },
    /** Shows the same ward as it is now. */
    renew: () => (shown === null ? Promise.resolve() : fill(shown, { focus: false })),
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
