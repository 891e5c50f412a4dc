/** The source pane: one article, at the exact sentence; its versions and its copies. */

import { get, remove } from "./api.js";
import { addressOf, change, go, here } from "./address.js";
import { announce, button, fill, h, outside } from "./dom.js";
import { markedParagraphs } from "./marked_text.js";
import { showVersions } from "./versions.js";
import { counted, day, fullMoment, originOf } from "./words.js";

const pane = () => document.getElementById("source");
const cache = new Map();

let cited = [];
let shown = null;
let cameFrom = null;

/** The places that the claims on the page cite; those in the open article are marked. */
export function setCited(citations) {
  cited = citations;
}

/** Open an article at a citation, by way of the address. */
export function openCitation(citation, from = document.activeElement) {
  cameFrom = from;
  change({ article: citation.article_id, revision: citation.content_sha256, at: `${citation.start}-${citation.end}`, tab: null });
  if (isShowing(citation)) bringIntoView();
}

/** Open an article at its beginning. */
export function openArticle(articleId, from = document.activeElement) {
  cameFrom = from;
  change({ article: articleId, revision: null, at: null, tab: null });
}

/** Close the pane and give the focus back to what opened it. */
export function closeSource() {
  change({ article: null, revision: null, at: null, tab: null });
  if (cameFrom?.isConnected) cameFrom.focus();
  cameFrom = null;
}

export const isOpen = () => document.body.classList.contains("with-source");

/** The web address of the open article, if it has one. */
export const originalOf = () => shown?.url ?? null;

/** Forget what was fetched: an article was changed or deleted. */
export function forgetArticles() {
  cache.clear();
}

/** Show what the address names; called whenever it changes. */
export async function showSource(params) {
  const articleId = params.get("article");
  document.body.classList.toggle("with-source", Boolean(articleId));
  if (!articleId) {
    shown = null;
    return fill(pane(), h("p", { class: "empty" }, "Choose a claim to read it in its article."));
  }
  try {
    const article = await fetchArticle(articleId, params.get("revision"));
    if (here().params.get("article") !== articleId) return undefined; // somebody was faster
    shown = article;
    await draw(article, params);
  } catch (problem) {
    fill(pane(), closeButton(), h("p", { class: "problem", role: "alert" }, problem.message));
  }
  return undefined;
}

async function fetchArticle(articleId, revision) {
  const key = `${articleId} ${revision ?? ""}`;
  if (!cache.has(key)) cache.set(key, get(`/v1/articles/${encodeURIComponent(articleId)}`, { revision }));
  try {
    return await cache.get(key);
  } catch (problem) {
    cache.delete(key);
    throw problem;
  }
}

async function draw(article, params) {
  const body = h("div", { class: "article-text", lang: article.language ?? "en" });
  fill(pane(), bar(article), head(article), tabs(params.get("tab") ?? "text"), body);
  if (params.get("tab") === "versions") return showVersions(body, article);
  if (params.get("tab") === "copies") return showCopies(body, article);
  fill(body, markedParagraphs(article.text, placesIn(article), spanOf(params.get("at"))));
  bringIntoView();
  return undefined;
}

function bar(article) {
  return h("div", { class: "source-bar" }, h("span", { class: "bar-title", "aria-hidden": "true" }, article.title || article.article_id), closeButton());
}

function head(article) {
  return h(
    "header",
    { class: "source-head" },
    h("h2", { tabindex: "-1" }, article.title || article.article_id),
    h(
      "p",
      { class: "meta" },
      article.publisher ?? "Unknown publisher",
      " · ",
      h("time", { title: fullMoment(article.published_at) }, day(article.published_at)),
      article.published_at ? h("span", { class: "quiet" }, ` (${originOf(article.published_at_source)})`) : null,
      article.authors?.length ? ` · ${article.authors.join(", ")}` : null,
    ),
    h(
      "p",
      { class: "actions" },
      article.url ? outside(article.url, "Original page") : null,
      h("a", { href: addressOf("summary", { article: article.article_id }) }, "Summary"),
      button("Delete…", () => askToDelete(article), { class: "plain" }),
    ),
  );
}

function closeButton() {
  return button("Close", closeSource, { class: "plain close", "aria-label": "Close the source" });
}

function tabs(current) {
  const names = { text: "Text", versions: "Versions", copies: "Copies" };
  return h(
    "nav",
    { class: "tabs", "aria-label": "This article" },
    Object.entries(names).map(([tab, label]) =>
      button(label, () => change({ tab: tab === "text" ? null : tab }), { "aria-current": tab === current ? "page" : null }),
    ),
  );
}

const REASONS = {
  named: "the original, which the texts name",
  earliest: "the original: the earliest",
  longest: "the original: the longest, as no date is known",
};

async function showCopies(body, article) {
  const group = await get(`/v1/articles/${encodeURIComponent(article.article_id)}/copies`);
  const others = [group.original, ...group.copies].filter((member) => member.article_id !== article.article_id);
  if (!others.length) return fill(body, h("p", { class: "quiet" }, "No other article has this text or nearly this text."));
  return fill(
    body,
    h("p", { class: "quiet" }, `${counted(others.length, "other article")} of the same origin. Together they count as one source.`),
    h("ul", { class: "rows" }, others.map((member) => copyRow(member, group))),
  );
}

function copyRow(member, group) {
  const isOriginal = member.article_id === group.original.article_id;
  return h(
    "li",
    {},
    button(member.title || member.article_id, () => openArticle(member.article_id), { class: "link" }),
    h("p", { class: "meta" }, `${member.publisher ?? "Unknown publisher"} · ${day(member.published_at)}`, isOriginal ? ` · ${REASONS[group.reason]}` : null),
  );
}

function placesIn(article) {
  return cited.filter(
    (citation) => citation.article_id === article.article_id && citation.content_sha256 === article.content_sha256,
  );
}

function spanOf(text) {
  const found = /^(\d+)-(\d+)$/.exec(text ?? "");
  return found ? { start: Number(found[1]), end: Number(found[2]) } : null;
}

function isShowing(citation) {
  return shown?.article_id === citation.article_id && shown?.content_sha256 === citation.content_sha256;
}

function bringIntoView() {
  const mark = pane().querySelector("mark.active");
  if (mark) mark.scrollIntoView({ block: "center", behavior: "auto" });
  if (!window.matchMedia("(min-width: 1100px)").matches) pane().querySelector("h2")?.focus({ preventScroll: true });
}

/** Light the sentence of a claim that the pointer or the focus is on, if its article is open. */
export function light(citations, on) {
  for (const citation of citations) {
    if (!isShowing(citation)) continue;
    for (const mark of pane().querySelectorAll(`mark[data-start="${citation.start}"]`)) mark.classList.toggle("lit", on);
  }
}

function askToDelete(article) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "delete-title" },
    h("h2", { id: "delete-title" }, "Delete this article?"),
    h("p", {}, `“${article.title || article.article_id}” is removed with all its versions, passages and vectors. Saved answers that cite it can no longer be checked against it.`),
    h(
      "p",
      { class: "actions" },
      button("Delete it", () => deleteArticle(article, dialog), { class: "danger" }),
      button("Keep it", () => dialog.close()),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

async function deleteArticle(article, dialog) {
  try {
    await remove(`/v1/articles/${encodeURIComponent(article.article_id)}`);
    forgetArticles();
    dialog.close();
    closeSource();
    announce(`Deleted “${article.title || article.article_id}”.`);
    window.dispatchEvent(new Event("archivechange"));
    if (here().view === "summary") go("ask");
  } catch (problem) {
    dialog.append(h("p", { class: "problem", role: "alert" }, problem.message));
  }
}
