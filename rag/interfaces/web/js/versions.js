/** The versions of an article, and what changed between two of them. */

import { get } from "./api.js";
import { change } from "./address.js";
import { button, fill, h } from "./dom.js";
import { counted, day, fullMoment } from "./words.js";

/** List the versions, newest first, and show what the newest changed. */
export async function showVersions(body, article) {
  const { revisions } = await get(`/v1/articles/${encodeURIComponent(article.article_id)}/history`);
  const changes = h("div", { class: "changes" });
  fill(body, h("ul", { class: "rows" }, [...revisions].reverse().map((revision) => row(revision, article))), changes);
  if (revisions.length < 2) return fill(changes, h("p", { class: "quiet" }, "This article has not changed since it was taken in."));
  const diff = await get(`/v1/articles/${encodeURIComponent(article.article_id)}/diff`);
  return fill(changes, difference(diff));
}

function row(revision, article) {
  const isShown = revision.content_sha256 === article.content_sha256;
  const taken = revision.taken_in ? `taken in ${day(revision.taken_in)}` : "taken in at an unknown time";
  return h(
    "li",
    {},
    button(revision.title || "Untitled", () => change({ revision: revision.content_sha256, at: null, tab: null }), { class: "link" }),
    h(
      "p",
      { class: "meta" },
      h("span", { title: revision.taken_in ? fullMoment(revision.taken_in) : null }, taken),
      ` · ${counted(revision.length, "character")}`,
      revision.is_current ? " · current" : null,
      isShown ? " · shown here" : null,
    ),
  );
}

function difference(diff) {
  const counts = `${counted(diff.changes.length, "sentence")} differ from the version before; ${diff.unchanged.toLocaleString("en")} stayed.`;
  return [h("h3", {}, "What changed"), h("p", { class: "quiet" }, counts), h("ul", { class: "diff" }, diff.changes.map(oneChange))];
}

function oneChange(one) {
  const label = { added: "Added", removed: "Removed", changed: "Changed" }[one.kind];
  return h("li", {}, h("span", { class: "label" }, label), " ", changedWords(one));
}

function changedWords(one) {
  if (one.kind === "added") return h("ins", {}, one.after);
  if (one.kind === "removed") return h("del", {}, one.before);
  return one.words.map((part) => {
    if (part.kind === "added") return h("ins", {}, part.text);
    if (part.kind === "removed") return h("del", {}, part.text);
    return part.text;
  });
}
