/** The main view: a conversation. Questions with their answers, one below the other, and where to ask on. */

import { events, get } from "./api.js";
import { change, here } from "./address.js";
import { conversationBar, conversationsChanged } from "./conversations.js";
import { fill, h } from "./dom.js";
import { setCited } from "./source.js";
import { turnView } from "./turn.js";
import { welcome } from "./welcome.js";
import { rangeOfDays } from "./words.js";

const LIMITS = ["since", "until", "publisher", "words"];
const NEW = "new";

const state = { key: null, id: null, asOf: null, turns: [], running: null };
const parts = { thread: null, form: null, bar: null };

/** Show the conversation that the address names, and ask what it asks. Called whenever the address changes. */
export async function showAsking(main, params) {
  const key = keyOf(params);
  if (key === state.key && main.querySelector(".asking")) return;
  stop();
  Object.assign(state, { key, id: params.get("c"), asOf: params.get("as_of"), turns: [] });
  setCited([]);
  Object.assign(parts, { bar: h("div"), thread: h("div", { class: "thread" }), form: questionForm() });
  fill(main, h("div", { class: "asking" }, parts.bar, parts.form, parts.thread));
  if (state.id) await restore(state.id, key);
  if (params.get("q")) await ask(params.get("q"), limitsOf(params));
  else if (!state.id) await greet(parts.thread);
}

/** End what is being asked; the server ends its work when nobody listens. */
export function stop() {
  state.running?.abort();
  state.running = null;
}

function keyOf(params) {
  return ["c", "q", "as_of", ...LIMITS].map((name) => `${name}=${params.getAll(name).join("|")}`).join("&");
}

function questionForm() {
  const input = h("input", { id: "question", type: "text", autocomplete: "off", enterkeyhint: "send", maxlength: 2000, required: true });
  const onsubmit = (event) => {
    event.preventDefault();
    const question = input.value.trim();
    if (!question) return;
    input.value = "";
    ask(question);
  };
  const form = h("form", { class: "question", role: "search", onsubmit }, input, h("button", { type: "submit", class: "primary" }, "Ask"));
  label(input, "What do you want to know?", "Your question");
  return form;
}

function label(input, placeholder, name) {
  input.placeholder = placeholder;
  input.setAttribute("aria-label", name);
}

/** In a place of its own, which is gone with the first turn, however late the greeting comes. */
function greet(thread) {
  const greeting = h("div", { class: "greeting" });
  thread.append(greeting);
  return welcome(greeting);
}

/** From the first turn on, turns stand above the question. They are moved, and not the field that has the focus. */
function begin() {
  if (parts.form.classList.contains("on")) return;
  parts.thread.replaceChildren();
  parts.form.before(parts.thread);
  parts.form.classList.add("on");
  label(parts.form.querySelector("input"), "Ask on: “and in October?”", "Your next question");
}

async function restore(id, key) {
  try {
    const { info, turns } = await get(`/v1/conversations/${encodeURIComponent(id)}`);
    if (state.key !== key) return;
    begin();
    showBar(info);
    for (const turn of turns) addTurn(turn.question.asked).restore(turn);
    tellSource();
  } catch (problem) {
    if (state.key !== key) return;
    state.id = null;
    fill(parts.thread, h("p", { class: "problem", role: "alert" }, problem.message));
  }
}

function showBar(info) {
  document.title = `${info.title || "Untitled"} · Newsdesk`;
  fill(parts.bar, conversationBar(info));
}

function addTurn(question) {
  const turn = turnView(question, { ask, stop });
  state.turns.push(turn);
  parts.thread.append(turn.element);
  return turn;
}

function tellSource() {
  setCited(state.turns.flatMap((turn) => turn.citations()));
}

/**
 * Ask in this conversation, or begin one.
 * @param {string} question
 * @param {{time_range?: object | null, filters?: object, read_words?: boolean}} [within] what is not given is as before
 */
export async function ask(question, within = {}) {
  stop();
  begin();
  const turn = addTurn(question);
  const controller = new AbortController();
  state.running = controller;
  turn.begin();
  turn.element.scrollIntoView({ block: "start" });
  const request = { question, conversation_id: state.id ?? NEW, as_of: state.asOf ? `${state.asOf}T23:59:59Z` : null, ...within };
  try {
    for await (const { event, data } of events("/v1/ask", request, controller.signal)) {
      turn.on(event, data);
      tellSource();
      if (event === "turn") await keep(data);
    }
    turn.end();
  } catch (problem) {
    turn.fail(problem);
  }
  if (state.running === controller) state.running = null;
}

/** The conversation has an address from now on; a reload leads back to it and asks nothing again. */
async function keep(turn) {
  const isNew = state.id !== turn.conversation_id;
  state.id = turn.conversation_id;
  const { params } = here();
  const gone = { q: null, ...Object.fromEntries(LIMITS.map((name) => [name, null])) };
  for (const name of Object.keys(gone)) params.delete(name);
  params.set("c", state.id);
  state.key = keyOf(params);
  change({ c: state.id, ...gone }, { replace: true });
  if (isNew) showBar((await get(`/v1/conversations/${state.id}`)).info);
  conversationsChanged();
}

/** What the address limits a question to. */
function limitsOf(params) {
  const publishers = params.getAll("publisher");
  return {
    time_range: rangeOfDays(params.get("since"), params.get("until")),
    ...(publishers.length ? { filters: { publishers } } : {}),
    read_words: params.get("words") !== "off",
  };
}
