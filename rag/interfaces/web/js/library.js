/** The library: what is stored, to search, filter, open and add to. */

import { get } from "./api.js";
import { addArticles } from "./adding.js";
import { drawConversations } from "./conversations.js";
import { button, fill, h } from "./dom.js";
import { openArticle } from "./source.js";
import { counted, day, fullMoment } from "./words.js";

const PAGE = 50;
const TYPING_MS = 200;

/** Draw the library into a place and keep it in step with the archive. */
export function drawLibrary(place, { adding = false } = {}) {
  const list = h("ul", { class: "rows articles" });
  const more = h("div");
  const count = h("p", { class: "quiet", role: "status" });
  const filter = h("input", { type: "search", placeholder: "Filter by title or publisher", "aria-label": "Filter articles by title or publisher" });
  const load = (cursor) => loadPage({ list, more, count }, filter.value.trim(), cursor);
  const adder = h("details", { class: "add", open: adding }, h("summary", {}, "Add articles"), addArticles(() => load(null)));
  const conversations = h("div");
  fill(place, conversations, h("h2", {}, "Library"), adder, filter, count, list, more);
  drawConversations(conversations);
  filter.addEventListener("input", debounced(() => load(null)));
  window.addEventListener("archivechange", () => place.isConnected && load(null));
  load(null);
}

async function loadPage({ list, more, count }, words, cursor) {
  try {
    const page = await get("/v1/articles", { q: words, cursor, limit: PAGE });
    if (!cursor) list.replaceChildren();
    list.append(...page.articles.map(row));
    fill(count, counted(page.total, "article"));
    fill(more, page.next ? button("More", () => loadPage({ list, more, count }, words, page.next)) : null);
  } catch (problem) {
    fill(count, h("span", { class: "problem" }, problem.message));
  }
}

function row(info) {
  return h(
    "li",
    {},
    button(info.title || info.source, (event) => openArticle(info.article_id, event.currentTarget), { class: "link" }),
    h("p", { class: "meta" }, info.publisher ?? "Unknown publisher", " · ", h("time", { title: fullMoment(info.published_at) }, day(info.published_at))),
  );
}

function debounced(act) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, TYPING_MS);
  };
}
