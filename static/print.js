(() => {
  "use strict";
  // A page is printed as it stands on the screen, made to fit the width of the paper: charts do not draw themselves anew.
  if (window.printInstalled) return;
  window.printInstalled = true;
  const PAPER = 186 * 96 / 25.4; // of A4 between its margins, in pixels
  addEventListener("beforeprint", () => {
    const page = document.querySelector("[data-testid=stMainBlockContainer]");
    if (page) document.documentElement.style.setProperty("--print-zoom", Math.min(1, PAPER / page.clientWidth));
  });
})();
