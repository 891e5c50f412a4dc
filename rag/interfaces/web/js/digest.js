/** The digest: many articles as stories. Every line is a button that opens the place it stands on. */

import { addressOf, change } from "./address.js";
import { post } from "./api.js";
import { conflictTable } from "./claims.js";
import { announce, button, fill, h } from "./dom.js";
import { digestAsMarkdown } from "./digest_export.js";
import { download, fileName } from "./export.js";
import { citationsOf, eventLine, field, fieldList } from "./fields.js";
import { setCited } from "./source.js";
import { counted, day, range, rangeOfDays } from "./words.js";

let shown = null;

/** Show the form, and the digest that the address asks for. */
export async function showDigest(main, params) {
  const wanted = { topic: params.get("topic") ?? "", since: params.get("since") ?? "", until: params.get("until") ?? "", told: params.has("told") };
  const key = JSON.stringify(wanted);
  if (shown === key && main.querySelector(".digest")) return;
  shown = key;
  const place = h("div", { class: "stories" });
  fill(main, h("article", { class: "summary digest" }, form(wanted), place));
  if (wanted.told) await tell(place, wanted, key, "extractive");
}

function form(wanted) {
  const topic = h("input", { type: "text", value: wanted.topic, maxlength: 2000, "aria-label": "Topic", placeholder: "All topics" });
  const since = h("input", { type: "date", value: wanted.since, "aria-label": "Since" });
  const until = h("input", { type: "date", value: wanted.until, "aria-label": "Until" });
  const onsubmit = (event) => {
    event.preventDefault();
    change({ topic: topic.value.trim(), since: since.value, until: until.value, told: 1, article: null, at: null });
  };
  return h("form", { class: "digest-form", onsubmit }, h("p", { class: "actions" }, topic, since, until, h("button", { type: "submit", class: "primary" }, "Tell the stories")));
}

async function tell(place, wanted, key, model) {
  fill(place, h("p", { class: "status", role: "status" }, model ? "Reading the articles…" : "The language model reads the articles; this can take long…"));
  try {
    const digest = await post("/v1/digests", { topic: wanted.topic || null, time_range: rangeOfDays(wanted.since, wanted.until), model });
    if (shown !== key) return;
    draw(place, digest, () => tell(place, wanted, key, undefined));
    announce(`The digest is ready: ${counted(digest.stories.length, "story", "stories")}.`);
  } catch (problem) {
    fill(place, h("p", { class: "problem", role: "alert" }, problem.message), button("Try again", () => tell(place, wanted, key, model)));
  }
}

function draw(place, digest, again) {
  setCited(citationsOf(digest.stories));
  const copies = digest.copies ? ` (${counted(digest.copies, "copy", "copies")} folded)` : "";
  const about = [`${counted(digest.stories.length, "story", "stories")} from ${counted(digest.articles, "article")}${copies}`, range(digest.time_range)];
  fill(
    place,
    h("p", { class: "quiet" }, about.filter(Boolean).join(" · ")),
    digest.notes.map((note) => h("p", { class: "note quiet" }, note)),
    digest.stories.map(story),
    digest.stories.length ? actions(digest, again) : null,
  );
}

function story(told) {
  const title = told.headline ? field(told.headline, told.headline.text) : told.articles[0].article.title;
  return h(
    "section",
    { class: "story" },
    h("h2", {}, title),
    h("p", { class: "quiet" }, `${counted(told.articles.length, "article")} · ${counted(told.sources, "independent source")}`),
    fieldList("What happened", told.what_happened, (point) => point.text),
    fieldList("Agreed by independent sources", told.agreed, (one) => [one.text, h("span", { class: "quiet" }, ` (${one.origins.join(", ")})`)]),
    told.differences.map(conflictTable),
    fieldList("Who says what", told.voices, voice),
    fieldList("Timeline", told.timeline, eventLine),
    h("section", {}, h("h3", {}, "Articles"), h("ul", {}, told.articles.map(article))),
  );
}

function voice(said) {
  const words = said.direct ? `“${said.text}”` : said.text;
  return [h("strong", {}, said.speaker), said.role ? `, ${said.role}` : null, `: ${words}`, said.naming === "anonymous" ? h("span", { class: "quiet" }, " (not named)") : null];
}

function article({ article: known, origin, copies }) {
  const also = copies.length ? ` · also in ${counted(copies.length, "copy", "copies")}` : "";
  const link = h("a", { href: addressOf("summary", { article: known.article_id }) }, known.title || known.article_id);
  return h("li", {}, link, h("span", { class: "quiet" }, ` ${known.publisher || origin} · ${day(known.published_at)}${also}`));
}

function actions(digest, again) {
  const name = digest.topic || "digest";
  return h(
    "div",
    {},
    h(
      "p",
      { class: "actions" },
      digest.model.provider === "extractive" ? button("Tell it with the language model", again) : null,
      button("Markdown", () => download(fileName(name, "digest.md"), "text/markdown", digestAsMarkdown(digest))),
      button("JSON", () => download(fileName(name, "digest.json"), "application/json", `${JSON.stringify(digest, null, 2)}\n`)),
      button("Print", () => window.print()),
    ),
    h("p", { class: "made-by quiet" }, `Made by ${digest.model.name}. Every line was compared with its articles.`),
  );
}
