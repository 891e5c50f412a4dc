/** Elements made of plain values. Text enters the page as text nodes only: there is no way to hand in HTML. */

/**
 * An element. `props` are attributes; a key `on…` is a listener, `true` a bare attribute, null and false none.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node | string | number | null | undefined | false | Array<unknown>)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  append(element, children);
  return element;
}

function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Add children; what is null, undefined or false is nothing. */
export function append(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Put these children in the place of all that an element has. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** A button that does something on this page. */
export function button(label, onclick, props = {}) {
  return h("button", { type: "button", onclick, ...props }, label);
}

/** A link to another site, or plain text where the address is not one of the web. */
export function outside(url, label) {
  const safe = webAddress(url);
  if (!safe) return h("span", {}, label);
  return h("a", { href: safe, rel: "noopener noreferrer external", target: "_blank" }, label);
}

/** The address if it is one of the web, else null: an article may name any. */
export function webAddress(url) {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Say something to those who listen to the page. */
export function announce(text) {
  document.getElementById("announcements").textContent = text;
}
