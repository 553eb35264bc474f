/** Lets a password be looked at while it is typed. */
export function connectPeeks(document) {
  for (const button of document.querySelectorAll("button.peek")) {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const word = button.firstChild;
    const [show, hide] = [word.textContent, button.dataset.hide];
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      word.textContent = isShown ? hide : show;
      button.setAttribute("aria-pressed", String(isShown));
    });
  }
}
