/** An article's text in paragraphs, with cited places marked. Pure but for the elements it makes. */

import { h } from "./dom.js";

/**
 * Paragraphs with `<mark>` around every cited place.
 * Spans count code points, as the stored text does; a JavaScript string counts otherwise, so the text is cut apart first.
 * @param {string} text the canonical text of the revision
 * @param {Array<{start: number, end: number, numbers?: number[]}>} cited
 * @param {{start: number, end: number} | null} active the place to be lit
 * @returns {HTMLElement[]}
 */
export function markedParagraphs(text, cited, active) {
  const points = Array.from(text);
  const places = active ? [...cited, active] : cited;
  return paragraphsOf(points).map(({ start, end }) => h("p", {}, pieces(points, start, end, places, active)));
}

function paragraphsOf(points) {
  const found = [];
  let start = 0;
  for (let at = 0; at <= points.length; at += 1) {
    if (at < points.length && points[at] !== "\n") continue;
    if (points.slice(start, at).some((point) => point.trim())) found.push({ start, end: at });
    start = at + 1;
  }
  return found;
}

function pieces(points, start, end, places, active) {
  const inside = places.filter((place) => place.start < end && place.end > start);
  const cuts = new Set([start, end]);
  for (const place of inside) {
    cuts.add(Math.max(start, place.start));
    cuts.add(Math.min(end, place.end));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, index) => piece(points, from, edges[index + 1], inside, active));
}

function piece(points, from, to, places, active) {
  const words = points.slice(from, to).join("");
  const covering = places.filter((place) => place.start <= from && to <= place.end);
  if (!covering.length) return words;
  const isActive = active !== null && active.start <= from && to <= active.end;
  return h("mark", { class: isActive ? "active" : null, "data-start": covering[0].start }, words);
}

/** The words at a place of the text. */
export function cut(text, { start, end }) {
  return Array.from(text).slice(start, end).join("");
}
