(() => {
  "use strict";
  // How this browser's reader wants pages to look, before anything of them is drawn; static/does.js has the switch for it.
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
  const light = kept("look-light");
  try {
    // Where Streamlit keeps the theme that is chosen in its own menu, which is not shown here; for each address of a page anew.
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify({ light: "Light", dark: "Dark" }[light] ?? "System"));
  } catch { /* a browser that keeps nothing follows its system */ }
  const show = () => { root.dataset.light = light || (dark.matches ? "dark" : "light"); };
  show();
  dark.addEventListener("change", show);
  root.dataset.type = kept("look-type") || "normal";
})();
