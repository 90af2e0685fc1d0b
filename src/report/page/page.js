/* What the page does beyond showing itself: it keeps the reader's language and colours, and
   saves figures.  Without it all can be read. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  /* ---- language and colours ---- */

  const TAGS = { en: "en", zh: "zh-Hans" };

  const remember = (name, value) => {
    try {
      localStorage.setItem(`truce-${name}`, value);
    } catch {
      /* a page that may keep nothing works all the same */
    }
  };

  const remembered = (name) => {
    try {
      return localStorage.getItem(`truce-${name}`);
    } catch {
      return null;
    }
  };

  const speak = (language) => {
    root.lang = TAGS[language];
    document.title = root.getAttribute(`data-title-${language}`);
  };

  const follow = (name, apply) => {
    const inputs = [...document.querySelectorAll(`input[name="${name}"]`)];
    const known = inputs.find((input) => input.value === remembered(name));
    if (known) known.checked = true;
    const now = inputs.find((input) => input.checked);
    if (now) apply(now.value);
    for (const input of inputs)
      input.addEventListener("change", () => {
        remember(name, input.value);
        apply(input.value);
      });
  };

  follow("lang", speak);
  follow("theme", () => {});

  /* ---- figures, saved ---- */

  const PARTS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font", "text-anchor"];

  /* A copy that stands alone: what the page's rules make of each part stands in the part. */
  const freeCopy = (svg) => {
    const copy = svg.cloneNode(true);
    const to = [copy, ...copy.querySelectorAll("*")];
    [svg, ...svg.querySelectorAll("*")].forEach((from, k) => {
      const style = getComputedStyle(from);
      for (const part of PARTS) {
        const value = style.getPropertyValue(part);
        if (value) to[k].style.setProperty(part, value);
      }
    });
    const box = svg.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    copy.style.backgroundColor = getComputedStyle(root).backgroundColor;
    return new XMLSerializer().serializeToString(copy);
  };

  const save = (url, name) => {
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  };

  const saveSvg = (text, name) => {
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    save(url, `${name}.svg`);
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };

  const PNG_SCALE = 3;

  const savePng = (text, svg, name) => {
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = svg.viewBox.baseVal.width * PNG_SCALE;
      canvas.height = svg.viewBox.baseVal.height * PNG_SCALE;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${name}.png`);
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-export]");
    if (!button) return;
    const figure = button.closest("figure");
    const svg = [...figure.querySelectorAll("svg")].find((one) => one.checkVisibility());
    const text = freeCopy(svg);
    if (button.dataset.export === "svg") saveSvg(text, figure.id);
    else savePng(text, svg, figure.id);
  });
})();
