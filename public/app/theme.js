// Runs before the first paint, so that a chosen scheme never flashes. A classic script on purpose.
(() => {
  const chosen = localStorage.getItem("echelon.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
