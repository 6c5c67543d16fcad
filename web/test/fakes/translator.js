/*
 * What a page translation does, for vitest and for real browsers: every text in the page goes, and something with other words
 * stands in its place. `wrapped` as Chrome and Edge do it (font elements), `exchanged` as a text node. Parts of the page with
 * translate="no" are left alone.
 */
function translate(root, kind) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) texts.push(text);
  for (const text of texts) {
    const parent = text.parentElement;
    if (!text.data.trim() || !parent || parent.closest("script, style, textarea, [translate=no]")) continue;
    text.replaceWith(
      kind === "wrapped" ? font(font(`«${text.data}»`)) : document.createTextNode(`«${text.data}»`),
    );
  }
}

function font(content) {
  const made = document.createElement("font");
  made.append(content);
  return made;
}

globalThis.translatePage = translate;
