(() => {
  "use strict";
  // A picture of a page to send: the page as it stands, put into a drawing, which the browser itself paints.
  if (window.takePicture) return;
  const TALLEST = 8000, SCALE = 2; // pixels; a browser paints no picture taller than about 16,000
  const LEFT_OUT = "script, noscript, [hidden], [data-testid=stIconMaterial], [data-testid=stTooltipIcon], [data-testid=stElementToolbar], .modebar-container, .hoverlayer, .take, .leads, .st-key-filter-boxes, [data-testid=stPopover], [data-testid=stDownloadButton], [data-testid=stButton], [data-testid=stSelectbox], [data-testid=stMultiSelect], [data-testid=stButtonGroup], .unsigned";

  const SVG = "http://www.w3.org/2000/svg", HTML = "http://www.w3.org/1999/xhtml";
  // Made piece by piece: what is installed in a page may hold no mark of HTML.
  const make = (space, name, said, ...inside) => {
    const one = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(said)) one.setAttribute(key, value);
    one.append(...inside);
    return one;
  };

  const styles = () => [...document.styleSheets].flatMap((sheet) => {
    try { return [...sheet.cssRules]; } catch { return []; }
  }).filter((rule) => !(rule instanceof CSSFontFaceRule)).map((rule) => rule.cssText).join("\n");

  const copy = (page) => {
    const made = page.cloneNode(true), canvases = page.querySelectorAll("canvas");
    made.querySelectorAll("canvas").forEach((canvas, n) => {
      const image = document.createElement("img"), box = canvases[n].getBoundingClientRect();
      image.src = canvases[n].width ? canvases[n].toDataURL() : "";
      image.setAttribute("style", `${canvas.getAttribute("style") ?? ""};width:${box.width}px;height:${box.height}px`);
      canvas.replaceWith(image);
    });
    made.querySelectorAll(LEFT_OUT).forEach((one) => one.remove());
    return made;
  };

  // Less tall than the page, for what is left out.
  const heightOf = (copied, page) => {
    Object.assign(copied.style, { position: "absolute", visibility: "hidden", width: `${page.offsetWidth}px` });
    page.after(copied);
    const height = copied.scrollHeight;
    copied.remove();
    copied.removeAttribute("style");
    return height;
  };

  const paint = async (page) => {
    const copied = copy(page), width = page.clientWidth, height = Math.min(heightOf(copied, page), TALLEST), root = document.documentElement, look = getComputedStyle(root);
    const app = document.querySelector("[data-testid=stApp]"), ground = getComputedStyle(app);
    const rules = `${styles()}\nsvg.whole{font-size:${look.fontSize};color:${ground.color}}.ruled{overflow:visible!important;max-height:none!important}`;
    const drawing = make(SVG, "svg", { class: "whole", "data-light": root.dataset.light, width, height });
    const sheet = make(HTML, "div", {
      class: app.className,
      style: `position:static;display:block;height:${height}px;overflow:hidden;font-family:${ground.fontFamily};font-size:${look.fontSize}`,
    });
    sheet.append(copied);
    drawing.append(make(SVG, "style", {}, rules), make(SVG, "foreignObject", { width, height }, sheet));
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
    const on = canvas.getContext("2d");
    on.fillStyle = ground.backgroundColor;
    on.fillRect(0, 0, canvas.width, canvas.height);
    on.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => blob ? resolve(blob) : reject(new Error("empty")), "image/png"));
  };

  const show = (address, name) => {
    // A phone's own browser saves by a long press on a picture, and often knows no download.
    const close = make(HTML, "button", { type: "button" }, "关闭");
    const box = make(HTML, "dialog", { class: "picture" },
      make(HTML, "p", {}, "长按图片可保存或转发"), make(HTML, "img", { alt: "本页长图", src: address }),
      make(HTML, "p", {}, make(HTML, "a", { href: address, download: name }, "保存图片"), close));
    close.onclick = () => box.close();
    box.onclose = () => { box.remove(); URL.revokeObjectURL(address); };
    document.body.append(box);
    box.showModal();
  };

  window.takePicture = async (button) => {
    const page = document.querySelector("[data-testid=stMainBlockContainer]"), said = button.textContent;
    button.disabled = true;
    button.textContent = "正在生成…";
    try {
      const title = document.querySelector("[data-testid=stMain] h1")?.innerText ?? document.title;
      const day = document.querySelector(".st-key-heading strong")?.innerText ?? "";
      show(URL.createObjectURL(await paint(page)), `${title}_${day}.png`.replace(/[\\/:*?"<>|\s]+/g, "_"));
      button.textContent = said;
    } catch {
      button.textContent = "此浏览器无法生成图片，请改用打印";
    }
    button.disabled = false;
  };
})();
