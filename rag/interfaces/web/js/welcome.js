/** What stands under the question before anything is asked. */

import { get, post } from "./api.js";
import { addressOf } from "./address.js";
import { addArticles, followJob } from "./adding.js";
import { button, fill, h } from "./dom.js";
import { counted } from "./words.js";

/** An empty library: ways in. Otherwise: how much there is to ask. */
export async function welcome(place) {
  try {
    const status = await get("/v1/status");
    if (status.articles) await invitation(place, status);
    else emptyLibrary(place);
  } catch (problem) {
    fill(place, h("p", { class: "problem", role: "alert" }, problem.message));
  }
}

function emptyLibrary(place) {
  const progress = h("div");
  const samples = async () => followJob((await post("/v1/ingest/samples", {})).job, progress, () => welcome(place));
  fill(
    place,
    h("h2", {}, "Your library is empty"),
    h("p", {}, "Add articles, then ask. Every claim in an answer is tied to the exact sentence it came from, and what your articles do not say is not printed."),
    addArticles(() => welcome(place)),
    h("p", {}, "Or ", button("read the sample articles", samples, { class: "link" }), ": seven short reports written for this program."),
    progress,
  );
}

function invitation(place, status) {
  const examples = h("div");
  fill(
    place,
    h("p", { class: "quiet" }, `${counted(status.articles, "article")} in the library. Claims are compared with their sentences before you see them.`),
    examples,
  );
  return suggest(examples);
}

/** Questions that this archive can answer. They are a help, not a need: without them the page is whole. */
async function suggest(place) {
  const { questions } = await get("/v1/suggestions");
  if (!questions.length) return;
  fill(
    place,
    h("h3", {}, "Your articles can answer"),
    h("ul", { class: "choices" }, questions.map((text) => h("li", {}, h("a", { href: addressOf("ask", { q: text }) }, text)))),
  );
}
