// The small label beside the pointer.

/** A label that follows the pointer; null where nothing hovers. */
export function createTip() {
  if (!matchMedia("(hover: hover)").matches) return null;
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true");
  const name = document.createElement("b");
  const what = document.createElement("span");
  box.append(name, what);
  document.body.append(box);
  return {
    show(title, text, event) {
      box.hidden = false;
      name.textContent = title;
      what.textContent = text;
      const { width, height } = box.getBoundingClientRect();
      const x = Math.min(event.clientX + 14, innerWidth - width - 8);
      const y = event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18;
      box.style.setProperty("transform", `translate(${x}px, ${y}px)`);
    },
    hide() {
      box.hidden = true;
    },
  };
}
