/** One answer as a list of checked claims, each with its quote and its source. */

import { button, h } from "./dom.js";
import { light, openCitation } from "./source.js";
import { claimAsText } from "./export.js";
import { counted, day, fullMoment, quoted, sourceLine } from "./words.js";

/** A claim with its number; a quote that the claim before shows already is not repeated. */
export function claimElement(claim, number, before) {
  const citations = claim.citations;
  const item = h(
    "li",
    { class: "claim", value: number, onmouseenter: () => light(citations, true), onmouseleave: () => light(citations, false) },
    speaker(claim),
    h("p", { class: "claim-text" }, isVerbatim(claim) ? quoted(claim.text) : claim.text),
    citations.map((citation) => source(citation, number, shownAlready(citation, claim, before))),
    button("Copy", (event) => copy(claim, event.currentTarget), { class: "plain copy", "aria-label": `Copy claim ${number} with its source` }),
  );
  item.addEventListener("focusin", () => light(citations, true));
  item.addEventListener("focusout", () => light(citations, false));
  return item;
}

function speaker(claim) {
  const said = claim.attribution;
  if (!said) return null;
  const standing = [said.role, said.organisation].filter((mention) => mention && !said.speaker.includes(mention.text));
  return h("p", { class: "speaker" }, said.speaker, standing.map((mention) => `, ${mention.text},`), ` ${said.act}`, said.told_to ? ` to ${said.told_to.text}` : null);
}

/** Whether the claim is its sentence, word for word: then it is set as the quote that it is. */
function isVerbatim(claim) {
  return claim.citations.length === 1 && quoted(claim.text) === quoted(claim.citations[0].quote);
}

/** Why the quote need not be printed (again); null if it has to be. */
function shownAlready(citation, claim, before) {
  if (isVerbatim(claim)) return "word for word";
  const isSame = (other) => other.article_id === citation.article_id && other.start === citation.start && other.end === citation.end;
  return before?.citations.some(isSame) ? "the same sentence" : null;
}

function source(citation, number, already) {
  return h(
    "div",
    { class: "source" },
    already ? null : h("blockquote", {}, quoted(citation.quote)),
    h(
      "p",
      { class: "source-line" },
      button(sourceLine(citation), (event) => openCitation(citation, event.currentTarget), {
        class: "cite",
        title: fullMoment(citation.published_at),
        "aria-label": `Source of claim ${number}: ${citation.title || citation.article_id}, ${sourceLine(citation)}. Open it at the sentence.`,
      }),
      already ? h("span", { class: "quiet" }, ` ${already}`) : null,
    ),
  );
}

async function copy(claim, control) {
  await navigator.clipboard.writeText(claimAsText(claim));
  control.textContent = "Copied";
  setTimeout(() => {
    control.textContent = "Copy";
  }, 1500);
}

/** Who says what, when, where sources differ. */
export function conflictTable(conflict) {
  return h(
    "table",
    { class: "conflict" },
    h("caption", {}, h("span", { class: "label" }, "Sources differ"), " ", conflict.about),
    h("thead", {}, h("tr", {}, ["What it says", "Publisher", "Date"].map((label) => h("th", { scope: "col" }, label)))),
    h("tbody", {}, conflict.positions.map((one) => position(one, conflict.corrected_by))),
  );
}

function position({ value, citation, attribution, sources }, correction) {
  const isCorrection = correction && correction.article_id === citation.article_id && correction.start === citation.start;
  return h(
    "tr",
    {},
    h(
      "td",
      {},
      button(value, (event) => openCitation(citation, event.currentTarget), { class: "link", title: citation.quote }),
      attribution ? h("span", { class: "quiet" }, ` (${attribution.speaker})`) : null,
      sources > 1 ? h("span", { class: "quiet" }, ` ${sources} independent sources`) : null,
      isCorrection ? h("strong", {}, " the later correction") : null,
    ),
    h("td", {}, citation.publisher ?? "Unknown"),
    h("td", {}, h("time", { title: fullMoment(citation.published_at) }, day(citation.published_at))),
  );
}

/**
 * What the articles found hold against their readers, folded.
 * @param {object[]} findings
 */
export function findingList(findings) {
  if (!findings.length) return null;
  const line = (one) =>
    h("li", {}, h("p", {}, `“${one.words}”`), h("p", { class: "quiet" }, `${one.kind}, ${one.done}: ${one.title || one.article_id}`));
  return h(
    "details",
    { class: "rejected findings" },
    h("summary", {}, `${counted(findings.length, "passage")} not meant for readers`),
    h("ul", {}, findings.map(line)),
  );
}

/** What was drafted and is not printed, folded, with the reasons. */
export function rejectedList(rejected) {
  if (!rejected.length) return null;
  return h(
    "details",
    { class: "rejected" },
    h("summary", {}, `${counted(rejected.length, "draft claim")} left out`),
    h("ul", {}, rejected.map((one) => h("li", {}, h("p", {}, one.text), h("p", { class: "quiet" }, `${one.verdict}: ${one.reason}`)))),
  );
}

/** The sentences that came nearest to an answer. */
export function nearestList(nearest) {
  if (!nearest.length) return null;
  return [
    h("h3", {}, "Nearest in your articles"),
    h(
      "ul",
      { class: "rows" },
      nearest.map((citation) =>
        h(
          "li",
          {},
          h("blockquote", {}, quoted(citation.quote)),
          button(sourceLine(citation), (event) => openCitation(citation, event.currentTarget), { class: "cite" }),
        ),
      ),
    ),
  ];
}
