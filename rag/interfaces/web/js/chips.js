/** How a question was understood and what was searched, as chips that can be changed. A change asks again. */

import { button, h } from "./dom.js";
import { counted, day, lastDay, range, rangeOfDays } from "./words.js";

/**
 * The chip of a question that means something else than its words alone; null for one that stands alone.
 * @param {{asked: string, text: string, because: string[], instead: {label: string, question: string}[]}} understood
 * @param {(question: string) => void} ask
 */
export function understoodAsChip(understood, ask) {
  if (!understood.because.length) return null;
  const input = h("input", { type: "text", value: understood.text, maxlength: 2000, required: true, "aria-label": "The question as it is asked" });
  const onsubmit = (event) => {
    event.preventDefault();
    ask(input.value.trim());
  };
  return h(
    "details",
    { class: "chip editor rewritten" },
    h("summary", { "aria-label": `Understood as: ${understood.text} Change it.` }, h("span", { class: "label" }, "Understood as"), ` ${understood.text}`),
    h(
      "form",
      { onsubmit },
      input,
      h("p", { class: "quiet" }, `${understood.because.join("; ")}.`),
      understood.instead.map((other) => button(`Ask instead: ${other.question}`, () => ask(other.question), { class: "link" })),
      h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Ask again")),
    ),
  );
}

/**
 * Chips for a search, each with what it takes to change it.
 * @param {object} searched
 * @param {(changes: {time_range?: object | null, filters?: object, read_words?: boolean}) => void} again
 */
export function searchedChips(searched, again) {
  return [
    timeChip(searched, again),
    ...filterChips(searched.filters, again),
    ...searched.understood.map((one) => understoodChip(one, again)),
    h("span", { class: "reach" }, `${counted(searched.articles, "article")}, ${counted(searched.hits, "passage")}, as of ${day(searched.as_of)}`),
    searched.notes.map((note) => h("p", { class: "note" }, note)),
  ];
}

function timeChip(searched, again) {
  const current = range(searched.time_range);
  const since = dateInput("From", searched.time_range?.start);
  const until = dateInput("To", searched.time_range?.end ? lastDay(searched.time_range.end) : null);
  const onsubmit = (event) => {
    event.preventDefault();
    again({ time_range: rangeOfDays(since.input.value, until.input.value) });
  };
  return h(
    "details",
    { class: "chip editor" },
    h("summary", { "aria-label": `Time range: ${current ?? "all dates"}. Change it.` }, current ?? "All dates"),
    h(
      "form",
      { onsubmit },
      since.label,
      until.label,
      h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Ask again"), current ? button("All dates", () => again({ time_range: null })) : null),
    ),
  );
}

function dateInput(name, moment) {
  const input = h("input", { type: "date", value: moment ? moment.slice(0, 10) : null });
  return { input, label: h("label", {}, name, input) };
}

const FILTERS = { publishers: "publisher", authors: "author", languages: "language", sections: "section", articles: "article" };

function filterChips(filters, again) {
  return Object.entries(FILTERS).flatMap(([field, name]) =>
    (filters[field] ?? []).map((value) => removable(value, `${name} ${value}`, () => again({ filters: { ...filters, [field]: filters[field].filter((other) => other !== value) } }))),
  );
}

function understoodChip(one, again) {
  const meaning = one.publisher ?? one.section ?? one.author ?? one.language ?? range(one.time_range) ?? one.text;
  const verb = one.used_as === "range" || one.used_as === "filter" ? "only" : "preferably";
  return removable(`“${one.text}”: ${verb} ${meaning}`, `reading of “${one.text}”`, () => again({ read_words: false }));
}

function removable(label, what, onclick) {
  return h("span", { class: "chip" }, label, button("×", onclick, { class: "plain remove", "aria-label": `Ask again without the ${what}` }));
}
