/** The HTTP API: JSON, uploads, and answers that come event by event. */

const KEY = "newsdesk-key";

/** What the server says went wrong (RFC 9457), or that it cannot be reached. */
export class Problem extends Error {
  constructor(body, status) {
    super(body.detail || body.title || "The server gave no reason.");
    this.title = body.title || "Something went wrong";
    this.status = status;
    this.body = body;
  }
}

/** Keep the key that a server beyond this machine asks for, until the tab is closed. */
export function useKey(key) {
  sessionStorage.setItem(KEY, key);
}

export const get = (path, query) => request("GET", path + asQuery(query));
export const post = (path, body, options) => request("POST", path, { json: body, ...options });
export const patch = (path, body) => request("PATCH", path, { json: body });
export const remove = (path) => request("DELETE", path);

/** What a path gives as plain text. */
export const getText = async (path) => (await send("GET", path, { accept: "text/markdown" })).text();

/** The file that a POST is answered with. */
export const postForFile = async (path, body) => (await send("POST", path, { json: body, accept: "*/*" })).blob();

/** Upload files as one ingest. */
export function upload(path, files) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return request("POST", path, { form });
}

/** Parameters that have a value, as a query string. */
export function asQuery(values = {}) {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().filter((one) => one !== null && one !== undefined && one !== "").map((one) => [name, String(one)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

async function request(method, path, options = {}) {
  const response = await send(method, path, options);
  if (response.status === 204) return null;
  return response.json();
}

async function send(method, path, { json, form, headers = {}, signal, accept = "application/json" } = {}) {
  const all = { accept, "x-newsdesk-page": "1", ...authorization(), ...headers };
  if (json !== undefined) all["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers: all, body: form ?? (json === undefined ? undefined : JSON.stringify(json)), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "No connection", detail: "Newsdesk does not answer. Is `newsdesk serve` still running?" }, 0);
  }
  if (!response.ok) throw new Problem(await problemOf(response), response.status);
  return response;
}

function authorization() {
  const key = sessionStorage.getItem(KEY);
  return key ? { authorization: `Bearer ${key}` } : {};
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { title: response.statusText || `HTTP ${response.status}` };
  }
}

/**
 * Events of a POST that is answered as a stream, in order: `{event, data}`.
 * @returns {AsyncGenerator<{event: string, data: any}>}
 */
export async function* events(path, body, signal) {
  const response = await send("POST", path, { json: body, signal, accept: "text/event-stream" });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const blocks = (pending + value).replace(/\r\n?/g, "\n").split("\n\n");
    pending = blocks.pop();
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null;
}
