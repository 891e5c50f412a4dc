/** One question with its answer. Events are applied in the order in which they come. */

import { post, postForFile } from "./api.js";
import { claimElement, conflictTable, findingList, nearestList, rejectedList } from "./claims.js";
import { searchedChips, understoodAsChip } from "./chips.js";
import { announce, append, button, fill, h } from "./dom.js";
import { answerAsMarkdown, download, fileName, save } from "./export.js";
import { counted } from "./words.js";

/**
 * The view of one question.
 * @param {string} question
 * @param {{ask: (question: string, within?: object) => void, stop: () => void}} actions
 */
export function turnView(question, { ask, stop }) {
  const meant = h("div", { class: "searched" });
  const searched = h("div", { class: "searched", role: "group", "aria-label": "What was searched" });
  const status = h("p", { class: "status", role: "status" });
  const claims = h("ol", { class: "claims" });
  const rest = h("div", { class: "rest" });
  const element = h("section", { class: "turn", "aria-label": question }, h("h2", { class: "asked" }, question), meant, searched, status, claims, rest);
  const shown = [];
  let answer = null;
  let ended = false;

  const againOf = (found) => (changes) => ask(found.query, { time_range: found.time_range, filters: found.filters, ...changes });
  const showSearched = (found) => fill(searched, searchedChips(found, againOf(found)));
  const showMeant = (understood) => fill(meant, understoodAsChip(understood, ask));

  const addClaim = (claim) => {
    const item = claimElement(claim, shown.length + 1, shown.at(-1));
    shown.push(claim);
    claims.append(item);
    announce(`Claim ${shown.length}: ${claim.text}`);
  };

  const finish = (whole) => {
    answer = whole;
    ended = true;
    for (const claim of whole.claims.slice(shown.length)) addClaim(claim);
    showSearched(whole.searched);
    fill(status, verdictOf(whole));
    fill(rest, afterwards(whole, againOf(whole.searched)));
  };

  const askBack = ({ text, choices }) => {
    ended = true;
    fill(status);
    fill(rest, askedBack(text, choices, ask));
    announce(text);
  };

  const restore = (turn) => {
    showMeant(turn.question);
    if (turn.answer) finish(turn.answer);
    else if (turn.asked_back) askBack(turn.asked_back);
    else fill(status, "What was said here rested on an article that was deleted.");
  };

  const handlers = {
    progress: ({ stage, done, total }) => fill(status, working(stage, done, total), " ", button("Stop", stop, { class: "plain" })),
    understood: showMeant,
    searched: showSearched,
    claim: (data) => addClaim(data.claim),
    answer: finish,
    turn: (data) => data.asked_back && askBack(data.asked_back),
    problem: (data) => fail({ title: data.title, message: data.detail }),
  };

  const fail = (problem) => {
    ended = true;
    if (problem.name === "AbortError") return fill(status, "Stopped.");
    return fill(status, h("span", { class: "problem", role: "alert" }, problem.message));
  };

  return {
    element,
    begin: () => fill(status, "Searching…"),
    on: (event, data) => handlers[event]?.(data),
    end: () => ended || fail({ message: "The answer broke off before its end. Ask again." }),
    fail,
    restore,
    citations: () => [...shown.flatMap((claim) => claim.citations), ...(answer?.nearest ?? [])],
  };
}

/** "checked 4 of 6 claims" */
function working(stage, done, total) {
  if (!total) return `${stage}…`;
  return `${stage}: ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
}

function verdictOf(answer) {
  if (answer.status === "unanswered") return null;
  const sources = new Set(answer.citations.map((citation) => citation.article_id)).size;
  const count = `${counted(answer.claims.length, "claim")} from ${counted(sources, "article")}, each compared with its sentences.`;
  return answer.explanation ? [count, " ", h("span", { class: "partly" }, answer.explanation)] : count;
}

function afterwards(answer, again) {
  const parts = answer.status === "unanswered" ? [abstention(answer, again)] : [];
  return [...parts, answer.conflicts.map(conflictTable), rejectedList(answer.rejected), findingList(answer.findings ?? []), exportBar(answer), madeBy(answer)];
}

/** A question back, with ways to understand the one that was asked. */
function askedBack(text, choices, ask) {
  return h(
    "div",
    { class: "asked-back" },
    h("h3", {}, text),
    choices.length
      ? h("ul", { class: "picks" }, choices.map((choice) => h("li", {}, button(choice.label, () => ask(choice.question), { title: choice.question }))))
      : null,
    h("p", { class: "quiet" }, choices.length ? "Pick one, or say it in your own words." : "Say it in your own words."),
  );
}

const HEADINGS = {
  no_articles: "There are no articles yet",
  none_in_range: "No article lies within these limits",
  not_in_sources: "Not in your articles",
  only_partly: "Your articles say only part of it",
  sources_conflict: "Your articles contradict each other",
  model_failed: "The model gave no usable answer",
};

function abstention(answer, again) {
  const { searched } = answer;
  const isLimited = searched.time_range || searched.understood.length || Object.values(searched.filters).some((values) => values.length);
  return h(
    "div",
    { class: "abstention" },
    h("h3", {}, HEADINGS[answer.reason] ?? "No answer"),
    h("p", {}, answer.explanation),
    h(
      "ul",
      { class: "helps" },
      isLimited ? h("li", {}, button("Ask again without limits", () => again({ time_range: null, filters: {}, read_words: false }), { class: "link" })) : null,
      h("li", {}, h("a", { href: "#/library?add=1" }, "Add articles that may say it")),
    ),
    nearestList(answer.nearest),
  );
}

function exportBar(answer) {
  return h(
    "p",
    { class: "actions export" },
    button("Markdown", () => download(fileName(answer.question, "md"), "text/markdown", answerAsMarkdown(answer))),
    button("JSON", () => download(fileName(answer.question, "json"), "application/json", `${JSON.stringify(answer, null, 2)}\n`)),
    button("Audit bundle", (event) => saveBundle(answer, event.currentTarget), { title: "The answer with the texts it cites, to be checked by anybody" }),
    button("Print", () => window.print()),
    button("Check again", (event) => verify(answer, event.currentTarget)),
  );
}

async function saveBundle(answer, control) {
  control.disabled = true;
  try {
    save(fileName(answer.question, "zip"), await postForFile("/v1/bundle", answer));
  } catch (problem) {
    control.after(h("span", { class: "quiet", role: "alert" }, problem.message));
  } finally {
    control.disabled = false;
  }
}

async function verify(answer, control) {
  const outcome = h("span", { class: "quiet", role: "status" }, "Checking…");
  control.after(outcome);
  control.disabled = true;
  try {
    const found = await post("/v1/verify", answer);
    const problems = [...found.checked, ...found.claims].filter((item) => item.problem);
    fill(outcome, problems.length ? problems.map((item) => item.problem).join("; ") : `${counted(found.checked.length, "quote")} and ${counted(found.claims.length, "claim")} hold.`);
  } catch (problem) {
    fill(outcome, problem.message);
  } finally {
    control.disabled = false;
  }
}

function madeBy(answer) {
  const seconds = Object.values(answer.usage.seconds).reduce((sum, one) => sum + one, 0);
  const cost = answer.usage.cost_usd ? `, $${answer.usage.cost_usd.toFixed(4)}` : "";
  const line = h("p", { class: "made-by quiet" });
  const by = answer.model.provider === "extractive" ? "without a language model" : `by ${answer.model.name}`;
  append(line, [`Answered ${by} in ${seconds.toFixed(1)} s${cost}.`]);
  return line;
}
