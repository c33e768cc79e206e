(() => {
  "use strict";
  // What a page has its browser do, by the marks data-does and data-of: only these, so that no other script need be allowed.
  if (window.doesInstalled) return;
  window.doesInstalled = true;
  const DOES = {
    top: () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0),
    go: (address) => { if (new URL(address, location).origin === location.origin) location.assign(address); },
    address: ([missing]) => {
      const address = new URL(location);
      for (const [name, value] of Object.entries(missing)) if (value) address.searchParams.set(name, value); else address.searchParams.delete(name);
      history.replaceState(history.state, "", address);
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
})();
