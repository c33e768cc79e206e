(() => {
  "use strict";
  // A chart's picture leaves the page with its title, scope, day and source: Plotly saves the bare chart by a link to a blob, and
  // this draws the words of its figure (`meta.picture`, see pages/parts/picture.py) around it before it is saved under the same name.
  if (window.chartsInstalled) return;
  window.chartsInstalled = true;
  let asked = null;
  const lines = (pen, text, width) => [...(text || "")].reduce((all, sign) => {
    const last = all[all.length - 1] + sign, closes = "，。；：、）”%—".includes(sign); // none of these begins a line
    if (pen.measureText(last).width > width && all[all.length - 1] && !closes) all.push(sign); else all[all.length - 1] = last;
    return all;
  }, [""]).filter(Boolean);
  const worded = (image, words, font) => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), scale = 2, edge = 20 * scale;
    const width = Math.max(image.width, 560 * scale) + 2 * edge;
    const parts = [["title", "600", 20, "#1F2933"], ["sentence", "400", 14, "#1F2933"], ["about", "400", 13, "#5B6673"]];
    const set = (weight, size) => { pen.font = `${weight} ${size * scale}px ${font}`; };
    const above = parts.flatMap(([name, weight, size, colour]) => {
      set(weight, size);
      return lines(pen, words[name], width - 2 * edge).map((text) => ({ text, weight, size, colour }));
    });
    set("400", 12);
    const below = lines(pen, words.foot, width - 2 * edge).map((text) => ({ text, weight: "400", size: 12, colour: "#5B6673" }));
    const tall = (some) => some.reduce((sum, line) => sum + line.size * scale * 1.5, 0);
    canvas.width = width;
    canvas.height = Math.ceil(2 * edge + tall(above) + image.height + tall(below) + edge);
    pen.fillStyle = "#FFFFFF";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textBaseline = "top";
    const write = (some, top) => some.reduce((at, line) => {
      set(line.weight, line.size);
      pen.fillStyle = line.colour;
      pen.fillText(line.text, edge, at);
      return at + line.size * scale * 1.5;
    }, top);
    const top = write(above, edge) + edge / 2;
    pen.drawImage(image, (width - image.width) / 2, top);
    write(below, top + image.height + edge / 2);
    return canvas;
  };
  const save = (href, name) => {
    const link = document.createElement("a");
    Object.assign(link, { href, download: name });
    link.dataset.worded = "";
    document.body.append(link);
    link.click();
    link.remove();
  };
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest?.(".modebar-btn")) asked = target.closest(".js-plotly-plot");
    const link = target.closest?.("a[download]"), words = asked?.layout?.meta?.picture;
    if (!link || !words || "worded" in link.dataset || !link.href.startsWith("blob:") || !link.download.endsWith(".png")) return;
    event.preventDefault();
    asked = null;
    const { href, download } = link, font = getComputedStyle(document.body).fontFamily, revoke = URL.revokeObjectURL;
    URL.revokeObjectURL = () => { URL.revokeObjectURL = revoke; }; // Plotly takes the blob back as soon as it has clicked
    const image = new Image();
    image.onerror = () => save(href, download);
    image.onload = () => {
      worded(image, words, font).toBlob((blob) => {
        const own = URL.createObjectURL(blob);
        save(own, download);
        setTimeout(() => [own, href].forEach((one) => URL.revokeObjectURL(one)), 10_000);
      }, "image/png");
    };
    image.src = href;
  }, true);
})();
