/** Adding articles by file or by link, with progress. */

import { get, post, upload } from "./api.js";
import { announce, append, button, fill, h } from "./dom.js";
import { forgetArticles } from "./source.js";
import { counted } from "./words.js";

const POLL_MS = 400;

/** A place to drop files on, and a field for a link. `done` is called when something has been taken in. */
export function addArticles(done) {
  const progress = h("div", { class: "jobs" });
  const begin = async (made) => {
    try {
      await followJob((await made).job, progress, done);
    } catch (problem) {
      append(progress, [h("p", { class: "problem", role: "alert" }, problem.message)]);
    }
  };
  return h("div", { class: "adding" }, dropZone((files) => begin(upload("/v1/ingest", files))), linkForm((url) => begin(post("/v1/ingest", { urls: [url] }))), progress);
}

function dropZone(take) {
  const input = h("input", { type: "file", id: "files", multiple: true, class: "visually-hidden" });
  input.addEventListener("change", () => {
    if (input.files.length) take([...input.files]);
    input.value = "";
  });
  const zone = h("label", { class: "drop", for: "files" }, h("span", { class: "link" }, "Choose files"), " or drop them here", h("span", { class: "quiet" }, "text, Markdown, HTML, PDF, Word, mail, JSON, CSV, archives of these"));
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });
  return h("div", {}, input, zone);
}

function linkForm(take) {
  const input = h("input", { type: "url", placeholder: "https://…", "aria-label": "Address of an article", required: true, pattern: "https?://.+" });
  const onsubmit = (event) => {
    event.preventDefault();
    take(input.value.trim());
    input.value = "";
  };
  return h("form", { class: "link-form", onsubmit }, input, h("button", { type: "submit" }, "Add link"));
}

/** Show how a job comes along until it ends. */
export async function followJob(job, place, done) {
  const bar = h("progress", { "aria-label": "Taking articles in" });
  const line = h("p", { class: "quiet" }, "Waiting…");
  const row = h("div", { class: "job" }, bar, line);
  place.append(row);
  let current = job;
  while (current.state === "queued" || current.state === "running") {
    showProgress(bar, line, current);
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    current = await get(`/v1/ingest/${encodeURIComponent(job.id)}`);
  }
  row.replaceWith(outcome(current));
  forgetArticles();
  window.dispatchEvent(new Event("archivechange"));
  if (current.state === "done" && taken(current.report)) done();
}

function showProgress(bar, line, { done, total, stage }) {
  if (total) {
    bar.max = total;
    bar.value = done;
  } else bar.removeAttribute("value");
  fill(line, total ? `${stage ?? "reading"}: ${done} of ${total}` : `${stage ?? "reading"}…`);
}

const taken = (report) => report && report.added + report.changed + report.unchanged > 0;

function outcome({ state, report, error }) {
  const box = h("div", { class: "job ended" });
  const dismiss = button("Dismiss", () => box.remove(), { class: "plain" });
  if (!report) {
    append(box, [h("p", { class: "problem", role: "alert" }, error?.detail ?? `The ingest ended: ${state}.`), dismiss]);
    return box;
  }
  const counts = [
    [report.added, "added"],
    [report.changed, "changed"],
    [report.unchanged, "unchanged"],
    [report.copies, "of them copies"],
    [report.failed.length, "failed"],
  ];
  const text = counts.filter(([number]) => number).map(([number, what]) => `${number} ${what}`).join(", ") || "Nothing was found to take in";
  announce(`${counted(report.added, "article")} added.`);
  append(box, [h("p", { role: "status" }, `${text}.`), report.failed.map((failed) => h("p", { class: "problem" }, `${failed.source}: ${failed.error}`)), dismiss]);
  return box;
}
