/** A digest as Markdown, each line with the numbers of its sources. */

import { escape, originLine } from "./export.js";
import { quoted } from "./words.js";

/** A heading for each story; the sources stand at the end. */
export function digestAsMarkdown(digest) {
  const sources = new Map();
  const mark = (citation) => {
    const key = `${citation.article_id}:${citation.start}-${citation.end}`;
    if (!sources.has(key)) sources.set(key, { number: sources.size + 1, citation });
    return `[${sources.get(key).number}]`;
  };
  const line = (text, citations) => `- ${escape(text)} ${citations.map(mark).join("")}`;
  const stories = digest.stories.flatMap((story) => storyLines(story, line));
  const list = [...sources.values()].map(({ number, citation }) => `${number}. ${escape(quoted(citation.quote))} — ${escape(originLine(citation))}`);
  return [`# ${escape(digest.topic ? `Digest: ${digest.topic}` : "Digest")}`, ...stories, "", "## Sources", "", ...list, ""].join("\n");
}

function storyLines(story, line) {
  const title = story.headline?.text ?? story.articles[0].article.title;
  const sides = story.differences.flatMap((conflict) => conflict.positions.map(({ value, citation }) => [`${conflict.about}: ${value}`, [citation]]));
  return [
    `\n## ${escape(title)}`,
    ...part("What happened", story.what_happened.map((point) => [point.text, point.citations]), line),
    ...part("Agreed", story.agreed.map((one) => [`${one.text} (${one.origins.join(", ")})`, one.citations]), line),
    ...part("Where sources differ", sides, line),
    ...part("Who says what", story.voices.map((said) => [`${said.speaker}: ${said.direct ? quoted(said.text) : said.text}`, said.citations]), line),
    ...part("Timeline", story.timeline.map((event) => [`${event.date}: ${event.text}`, event.citations]), line),
  ];
}

function part(label, rows, line) {
  return rows.length ? [`\n### ${label}\n`, ...rows.map(([text, citations]) => line(text, citations))] : [];
}
