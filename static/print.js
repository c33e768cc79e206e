(() => {
  "use strict";
  // Paper has one layout, whatever the window: static/style.css has it under data-paper, as wide as what stands between the
  // margins of A4. Charts draw themselves anew for it, which takes a moment: Ctrl+P and the button wait for them, the
  // browser's own menu does not, and then they keep their size, or are made to fit.
  if (window.printPage) return;
  const root = document.documentElement;
  const plots = () => [...document.querySelectorAll(".js-plotly-plot")].map((plot) => [plot, plot.querySelector(".svg-container")]).filter(([, drawn]) => drawn);
  const words = (where) => document.querySelector(where)?.innerText.replace(/\s+/g, " ").trim() ?? "";
  let shown;

  const foot = () => {
    // Which data, whose, up to when: at the foot of every sheet.
    const scope = [...document.querySelectorAll(".st-key-filters p, .st-key-filters + * p")].map((one) => one.innerText.trim()).find((said) => /^(统计范围|看的是)/.test(said)) ?? "";
    const source = [words("[data-testid=stMain] h1"), scope, words(".st-key-foot [data-testid=stCaptionContainer]")].filter(Boolean).join("  ");
    const font = `font-family: ${getComputedStyle(document.body).fontFamily}; font-size: 9pt; color: #4F5B67;`;
    return `@page { @bottom-left { content: ${JSON.stringify(source)}; width: 82%; text-align: left; ${font} }
      @bottom-right { content: "第 " counter(page) " 页，共 " counter(pages) " 页"; text-align: right; white-space: nowrap; ${font} } }`;
  };

  const on = () => {
    if (!("paper" in root.dataset)) {
      shown = root.dataset.light;
      root.dataset.paper = shown;
      root.dataset.light = "light";
      document.head.append(Object.assign(document.createElement("style"), { id: "paper-foot", textContent: foot() }));
    }
    for (const [plot, drawn] of plots()) {
      drawn.style.zoom = Math.min(1, plot.clientWidth / parseFloat(drawn.style.width)); // in the room that it will have
    }
  };
  const off = () => {
    if (!("paper" in root.dataset)) return;
    delete root.dataset.paper;
    root.dataset.light = shown;
    document.getElementById("paper-foot")?.remove();
    for (const [, drawn] of plots()) drawn.style.zoom = "";
  };
  const areLaidOut = () => plots().every(([plot, drawn]) => Math.abs(plot.clientWidth - parseFloat(drawn.style.width)) < 2);

  window.layOutForPaper = async () => {
    on();
    for (const [, drawn] of plots()) drawn.style.zoom = "";
    for (let n = 0; n < 30 && !(n > 3 && areLaidOut()); n += 1) await new Promise((done) => setTimeout(done, 100));
  };
  window.printPage = async () => {
    await window.layOutForPaper();
    print();
    off();
  };
  addEventListener("beforeprint", on);
  addEventListener("afterprint", off);
  matchMedia("print").addEventListener("change", (event) => event.matches ? on() : off());
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    window.printPage();
  }, true);
})();
