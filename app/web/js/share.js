// Copying the page's address and printing it.

/** Shows the tools of a page: to print it and, on a ward's, to copy its address. */
export function connectShare(document) {
  for (const shown of document.querySelectorAll("[data-address]")) shown.textContent = shown.href;
  const tools = document.querySelector("[data-share]");
  if (!tools) return;
  tools.hidden = false;
  const copy = tools.querySelector("[data-copy]");
  copy?.addEventListener("click", async () => {
    const address = document.querySelector("[data-address]").href;
    try {
      await navigator.clipboard.writeText(address);
      document.querySelector("[data-said]").textContent = copy.dataset.done;
      copy.lastChild.textContent = copy.dataset.done;
    } catch {
      // In-app browsers may refuse the clipboard; the address then stands to be selected.
      getSelection().selectAllChildren(document.querySelector("[data-address]"));
      document.querySelector("[data-address]").scrollIntoView({ block: "center" });
    }
  });
  tools.querySelector("[data-print]").addEventListener("click", () => print());
}
