(() => {
  "use strict";
  // What a page has its browser do, by the marks data-does and data-of, and what its own buttons do, by data-press: only
  // these, so that no other script need be allowed.
  if (window.doesInstalled) return;
  window.doesInstalled = true;
  // Key → the button that it presses, by a selector; where the page has no such button the key does nothing.
  let keys = {};
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, [contenteditable], [role=combobox]")) return;
    const button = Object.hasOwn(keys, event.key) && document.querySelector(keys[event.key]);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  const kept = (name) => { try { return localStorage.getItem(name) || ""; } catch { return ""; } };
  const main = () => document.querySelector("[data-testid=stMain]");
  let isReturning = false;

  const DOES = {
    top: () => { if (!isReturning) main()?.scrollTo(0, 0); },
    go: (address) => { if (new URL(address, location).origin === location.origin) location.assign(address); },
    address: ([missing]) => {
      const address = new URL(location);
      for (const [name, value] of Object.entries(missing)) if (value) address.searchParams.set(name, value); else address.searchParams.delete(name);
      history.replaceState(history.state, "", address);
    },
    keys: (mapped) => { keys = mapped; },
    look: () => {
      for (const one of document.querySelectorAll("[data-press^=look-]")) one.ariaPressed = String(one.dataset.value === kept(one.dataset.press));
    }
  };
  const done = new WeakMap();
  const act = (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const one of [node, ...node.querySelectorAll("[data-does]")]) {
      const does = one.dataset?.does;
      if (!does || done.get(one) === one.dataset.of) continue;
      done.set(one, one.dataset.of);
      if (Object.hasOwn(DOES, does)) DOES[does](JSON.parse(one.dataset.of));
    }
  };
  act(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) if (change.type === "childList") change.addedNodes.forEach(act); else act(change.target);
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-of"] });

  // ── what is pressed ──
  const choose = (name, value) => {
    try { localStorage.setItem(name, value); } catch { return; }
    location.reload(); // tables and charts are drawn for one look: static/look.js takes it up
  };
  const PRESSED = { print: () => window.printPage(), picture: (button) => window.takePicture?.(button) };
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-press]");
    if (button) {
      const press = button.dataset.press;
      if (press.startsWith("look-")) choose(press, button.dataset.value); else PRESSED[press]?.(button);
    }
    // On a phone the menu lies over the page: whoever has chosen wants to see it.
    if (innerWidth < 768 && event.target.closest?.("[data-testid=stSidebarNavLink]"))
      setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click());
  });

  // ── where one was ──
  // Each step back returns to where the page was scrolled to: pages are drawn anew, in a part that scrolls by itself.
  const place = () => `scroll:${location.href}`;
  const noted = () => { try { return Number(sessionStorage.getItem(place())) || 0; } catch { return 0; } };
  const note = () => {
    if (!isReturning) try { sessionStorage.setItem(place(), Math.round(main()?.scrollTop ?? 0)); } catch { /* not kept */ }
  };
  let waiting = 0;
  addEventListener("scroll", (event) => {
    if (event.target === main()) { clearTimeout(waiting); waiting = setTimeout(note, 150); }
  }, true);
  addEventListener("click", () => { clearTimeout(waiting); note(); }, true); // before it leads elsewhere
  const comeBack = () => {
    const to = noted(), until = Date.now() + 15000;
    clearTimeout(waiting);
    isReturning = to > 0;
    let reached = 0;
    const step = () => {
      if (!isReturning) return;
      const box = main();
      if (box && Math.abs(box.scrollTop - to) > 1) { box.scrollTo(0, to); reached = 0; } else if (box) reached += 1;
      // What is drawn later above moves the page once more: it stays for a second before it is left alone.
      if (reached > 10 || Date.now() > until) isReturning = false; else setTimeout(step, 100);
    };
    step();
  };
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) addEventListener(kind, () => { isReturning = false; }, { capture: true, passive: true });
  addEventListener("popstate", comeBack);
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") comeBack();
})();
