/** Buttons with `data-copy` copy the value of the field they name; without a clipboard the text is selected instead. */
export function connectCopies(document) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const word = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        // Clipboards need https and leave: what is selected can be copied by hand.
        return;
      }
      button.textContent = button.dataset.done;
      setTimeout(() => {
        button.textContent = word;
      }, 2500);
    });
  }
}
