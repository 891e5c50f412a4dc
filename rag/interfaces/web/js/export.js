/** Answers on their way out: Markdown, JSON, paper. */

import { day, quoted } from "./words.js";

/** One claim with its source line, for the clipboard. */
export function claimAsText(claim) {
  const sources = claim.citations.map((citation) => `${quoted(citation.quote)} — ${originLine(citation)}`);
  return [claim.text, ...sources].join("\n");
}

/** "Harbour Courier, Its title, 27 Oct 2023, address": where a quote comes from. */
export function originLine(citation) {
  return [citation.publisher, citation.title, day(citation.published_at), citation.url].filter(Boolean).join(", ");
}

/** A brief with numbered sources. */
export function answerAsMarkdown(answer) {
  const sources = answer.citations;
  const numberOf = (citation) => sources.findIndex((one) => sameplace(one, citation)) + 1;
  const claims = answer.claims.map((claim) => {
    const marks = claim.citations.map((citation) => `[${numberOf(citation)}]`).join("");
    return `- ${escape(claim.text)} ${marks}`;
  });
  const conflicts = answer.conflicts.flatMap((conflict) => [
    `\nSources differ on ${escape(conflict.about)}:\n`,
    ...conflict.positions.map(({ value, citation }) => `- ${escape(value)} — ${escape(originLine(citation))}`),
  ]);
  const list = sources.map((citation, index) => `${index + 1}. ${escape(quoted(citation.quote))} — ${escape(originLine(citation))}`);
  const body = claims.length ? claims : [escape(answer.explanation)];
  return [`# ${escape(answer.question)}`, "", ...body, ...conflicts, "", ...(list.length ? ["## Sources", "", ...list, ""] : [])].join("\n");
}

function sameplace(one, other) {
  return one.article_id === other.article_id && one.start === other.start && one.end === other.end;
}

/** Text that means nothing but itself in Markdown. */
export function escape(text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|]/g, "\\$&");
}

/** Hand a text to the reader as a file. */
export function download(name, type, text) {
  save(name, new Blob([text], { type }));
}

/** Hand a file to the reader. */
export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A file name made of a question. */
export function fileName(question, ending) {
  const words = question.normalize("NFKD").toLowerCase().match(/[a-z0-9]+/g) ?? ["answer"];
  return `${words.slice(0, 8).join("-")}.${ending}`;
}
