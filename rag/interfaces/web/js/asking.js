/** The main view: a question, and under it its answer. */

import { events } from "./api.js";
import { go, here } from "./address.js";
import { fill, h } from "./dom.js";
import { setCited } from "./source.js";
import { turnView } from "./turn.js";
import { welcome } from "./welcome.js";
import { rangeOfDays } from "./words.js";

const WITHIN = ["since", "until", "as_of", "publisher", "words"];

const state = { key: null, running: null };

/** Ask the question that the address holds. Called whenever the address changes. */
export async function showAsking(main, params) {
  const key = keyOf(params);
  if (key === state.key && main.querySelector(".asking")) return;
  state.key = key;
  stop();
  setCited([]);
  const thread = h("div", { class: "thread" });
  fill(main, h("div", { class: "asking" }, questionForm(params), thread));
  if (params.get("q")) await ask(params.get("q"), thread);
  else await welcome(thread);
}

/** End what is being asked; the server ends its work when nobody listens. */
export function stop() {
  state.running?.abort();
  state.running = null;
}

function keyOf(params) {
  return ["q", ...WITHIN].map((name) => `${name}=${params.getAll(name).join("|")}`).join("&");
}

function questionForm(params) {
  const input = questionInput("question", "What do you want to know?", "Your question");
  input.value = params.get("q") ?? "";
  const onsubmit = (event) => {
    event.preventDefault();
    const question = input.value.trim();
    if (question) askAnew(question);
  };
  return h("form", { class: "question", role: "search", onsubmit }, input, h("button", { type: "submit", class: "primary" }, "Ask"));
}

function questionInput(id, placeholder, label) {
  return h("input", { id, type: "text", autocomplete: "off", enterkeyhint: "send", maxlength: 2000, placeholder, "aria-label": label, required: true });
}

/** Ask within what the address says or what is given. */
export function askAnew(question, within = {}) {
  const { params } = here();
  const kept = Object.fromEntries(WITHIN.map((name) => [name, params.getAll(name)]));
  state.key = null; // the same question may be asked again
  const before = location.hash;
  go("ask", { q: question, ...kept, ...within });
  if (location.hash === before) window.dispatchEvent(new Event("placechange"));
}

async function ask(question, thread) {
  const turn = turnView(question, { askAnew, stop });
  thread.append(turn.element);
  const controller = new AbortController();
  state.running = controller;
  turn.begin();
  try {
    for await (const { event, data } of events("/v1/ask", requestOf(question), controller.signal)) {
      turn.on(event, data);
      setCited(turn.citations());
    }
    turn.end();
  } catch (problem) {
    turn.fail(problem);
  }
  if (state.running === controller) state.running = null;
}

function requestOf(question) {
  const { params } = here();
  const publishers = params.getAll("publisher");
  const asOf = params.get("as_of");
  return {
    question,
    as_of: asOf ? `${asOf}T23:59:59Z` : null,
    time_range: rangeOfDays(params.get("since"), params.get("until")),
    filters: publishers.length ? { publishers } : {},
    read_words: params.get("words") !== "off",
  };
}
