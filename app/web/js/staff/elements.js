// Elements of the page made from data: text stays text, so nothing typed by anybody is ever read as markup.

/**
 * An element: `make("button", {class: "button", type: "button", onclick: act}, "Gửi")`. Properties that are `false`, null
 * or undefined are left out, `true` sets a bare attribute, `on…` listens.
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * A dialog over the page, open at once; its promise tells which of the buttons was chosen.
 *
 * @param actions `[{value, label, primary, disabled}]`; Escape and the backdrop choose `dismissed`, or nothing when null.
 * @returns `{dialog, chosen}`
 */
export function ask({ title, body, actions, dismissed = "dismissed", className = "" }) {
  const heading = make("h2", { class: "dialog-title", id: `dialog-${crypto.getRandomValues(new Uint32Array(1))[0]}` }, title);
  const buttons = actions.map(({ value, label, primary, disabled }) =>
    make("button", { type: "button", class: primary ? "button primary" : "button", value, disabled }, label));
  const dialog = make("dialog", { class: `ask ${className}`.trim(), "aria-labelledby": heading.id },
    heading, make("div", { class: "dialog-body" }, body), make("div", { class: "dialog-actions" }, buttons));
  const chosen = new Promise((resolve) => {
    const close = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    for (const button of buttons) button.addEventListener("click", () => close(button.value));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (dismissed !== null) close(dismissed);
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, chosen };
}
