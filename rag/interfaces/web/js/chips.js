/** What was searched, as chips that can be changed. A change asks the question again. */

import { button, h } from "./dom.js";
import { counted, day, lastDay, range } from "./words.js";

/** Chips for a search, each with what it takes to change it. */
export function searchedChips(searched, question, askAnew) {
  const again = (within) => askAnew(searched.query, within);
  return [
    searched.query === question ? null : h("span", { class: "chip rewritten" }, h("span", { class: "label" }, "Understood as"), ` ${searched.query}`),
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
    again({ since: since.input.value, until: until.input.value });
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
      h("p", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Ask again"), current ? button("All dates", () => again({ since: null, until: null })) : null),
    ),
  );
}

function dateInput(name, moment) {
  const input = h("input", { type: "date", value: moment ? moment.slice(0, 10) : null });
  return { input, label: h("label", {}, name, input) };
}

const FILTERS = { publishers: "publisher", authors: "author", languages: "language", sections: "section", articles: "article" };

function filterChips(filters, again) {
  return Object.entries(FILTERS).flatMap(([field, parameter]) => (filters[field] ?? []).map((value) => removable(value, `${parameter} ${value}`, () => again({ [parameter]: null }))));
}

function understoodChip(one, again) {
  const meaning = one.publisher ?? range(one.time_range) ?? one.text;
  const verb = one.used_as === "range" ? "only" : "preferably";
  return removable(`“${one.text}”: ${verb} ${meaning}`, `reading of “${one.text}”`, () => again({ words: "off" }));
}

function removable(label, what, onclick) {
  return h("span", { class: "chip" }, label, button("×", onclick, { class: "plain remove", "aria-label": `Ask again without the ${what}` }));
}
