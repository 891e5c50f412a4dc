/** The summary of one article. Every field is a button that opens the place it stands on. */

import { post } from "./api.js";
import { announce, button, fill, h } from "./dom.js";
import { download, fileName } from "./export.js";
import { citationsOf, eventLine, field, fieldList } from "./fields.js";
import { setCited } from "./source.js";
import { counted } from "./words.js";

let current = null;

/** Show the summary of the article that the address names. */
export async function showSummary(main, params) {
  const articleId = params.get("article");
  if (current === articleId && main.querySelector(".summary")) return;
  current = articleId;
  const place = h("article", { class: "summary" });
  fill(main, place);
  if (articleId) await summarize(place, articleId, "extractive");
  else fill(place, h("p", { class: "quiet" }, "Open an article and choose “Summary”."));
}

async function summarize(place, articleId, model) {
  fill(place, h("p", { class: "status", role: "status" }, model ? "Reading the article…" : "The language model reads the article; this can take some minutes…"));
  try {
    const summary = await post("/v1/summaries", { article_id: articleId, model });
    if (current !== articleId) return;
    draw(place, summary, model);
    announce("The summary is ready.");
  } catch (problem) {
    fill(place, h("p", { class: "problem", role: "alert" }, problem.message), button("Try again", () => summarize(place, articleId, model)));
  }
}

function draw(place, summary, model) {
  setCited(citationsOf(summary));
  const { article } = summary;
  fill(
    place,
    h("h2", {}, summary.headline ? field(summary.headline, summary.headline.text) : article.title),
    summary.summary ? h("p", { class: "lede" }, field(summary.summary, summary.summary.text)) : null,
    fieldList("Key points", summary.key_points, (point) => point.text),
    wh(summary),
    fieldList("Positions", summary.positions, position),
    fieldList("Quotes", summary.quotes, quote),
    fieldList("Figures", summary.figures, (figure) => [h("strong", {}, figure.text), figure.measures ? ` ${figure.measures}` : null]),
    fieldList("Timeline", summary.timeline, eventLine),
    fieldList("What happens next", summary.next_steps, (point) => point.text),
    names(summary),
    fieldList("Not said in the article", summary.open_questions, (question) => question.text),
    rejected(summary.rejected),
    summary.notes.map((note) => h("p", { class: "note quiet" }, note)),
    actions(place, summary, model),
  );
}

function wh(summary) {
  const names = ["who", "what", "when", "where", "why", "how"].filter((name) => summary[name].length);
  if (!names.length) return null;
  return h("dl", { class: "facts" }, names.map((name) => [h("dt", {}, name), h("dd", {}, summary[name].map((point) => h("p", { class: "field" }, field(point, point.text))))]));
}

function position(value) {
  return [h("strong", {}, value.party), ` (${value.stance}): ${value.text}`, value.target ? ` → ${value.target}` : null];
}

function quote(value) {
  const speaker = [value.speaker, value.role].filter(Boolean).join(", ");
  return [`“${value.text}”`, speaker ? ` — ${speaker}` : null, value.naming === "anonymous" ? h("span", { class: "quiet" }, " (not named)") : null];
}

function names(summary) {
  const groups = { People: summary.people, Organisations: summary.organisations, Places: summary.places, "Also about": summary.subjects ?? [] };
  const filled = Object.entries(groups).filter(([, values]) => values.length);
  if (!filled.length) return null;
  return h(
    "section",
    {},
    h("h3", {}, "Names"),
    h("dl", { class: "facts" }, filled.map(([label, values]) => [h("dt", {}, label), h("dd", {}, values.map((value) => h("p", { class: "field" }, field(value, value.name), value.role ? h("span", { class: "quiet" }, `, ${value.role}`) : null)))])),
  );
}

function rejected(values) {
  if (!values.length) return null;
  return h(
    "details",
    { class: "rejected" },
    h("summary", {}, `${counted(values.length, "value")} left out`),
    h("ul", {}, values.map((value) => h("li", {}, h("p", {}, `${value.field}: ${value.text}`), h("p", { class: "quiet" }, value.reason)))),
  );
}

function actions(place, summary, model) {
  const { article } = summary;
  return h(
    "div",
    {},
    h(
      "p",
      { class: "actions" },
      model ? button("Summarise with the language model", () => summarize(place, article.article_id, undefined)) : null,
      button("JSON", () => download(fileName(article.title || "summary", "summary.json"), "application/json", `${JSON.stringify(summary, null, 2)}\n`)),
      button("Print", () => window.print()),
    ),
    h("p", { class: "made-by quiet" }, `Made by ${summary.model.name}. Every value was compared with the article.`),
  );
}
