// Runs before the page is drawn, so that a chosen theme never flashes; without a choice the system decides.
(function () {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be shut off; the system's theme then stands.
  }
})();
