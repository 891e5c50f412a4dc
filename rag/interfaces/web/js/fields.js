/** Values with their places: each is a button that opens the article at the sentence. */

import { button, h } from "./dom.js";
import { openCitation } from "./source.js";
import { day } from "./words.js";

/** One value as a button; several citations are one mark each behind it. */
export function field(cited, ...content) {
  const [first, ...others] = cited.citations;
  return [
    button(content, (event) => openCitation(first, event.currentTarget), { class: "link" }),
    others.map((citation, index) => [" ", button(`[${index + 2}]`, (event) => openCitation(citation, event.currentTarget), { class: "cite", "aria-label": `Further source ${index + 2}` })]),
  ];
}

/** A titled list of values; nothing where there are none. */
export function fieldList(label, values, content, heading = "h3") {
  if (!values.length) return null;
  return h("section", {}, h(heading, {}, label), h("ul", {}, values.map((value) => h("li", { class: "field" }, field(value, content(value))))));
}

/** A dated event in a line. */
export function eventLine(event) {
  return [h("strong", {}, event.date.length === 10 ? day(event.date) : event.date), ` ${event.text} `, h("span", { class: "quiet" }, event.certainty)];
}

/** Every citation in a value, wherever it stands. */
export function citationsOf(value) {
  if (Array.isArray(value)) return value.flatMap(citationsOf);
  if (value === null || typeof value !== "object") return [];
  const own = [...(Array.isArray(value.citations) ? value.citations : []), ...(value.citation ? [value.citation] : [])];
  return [...own, ...Object.values(value).flatMap(citationsOf)];
}
