/** How times, counts and names are written. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "27 Oct 2023": the day as the source gave it, in the source's own time zone. */
export function day(moment) {
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(moment ?? "");
  return found ? `${Number(found[3])} ${MONTHS[Number(found[2]) - 1]} ${found[1]}` : "undated";
}

/** "27 October 2023, 14:05 (+00:00)" for those who look closer. */
export function fullMoment(moment) {
  const found = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?/.exec(moment ?? "");
  if (!found) return "No date is known.";
  return `${day(moment)}, ${found[4]} (${found[5] === "Z" ? "UTC" : (found[5] ?? "zone unknown")})`;
}

/** "1–27 Oct 2023", "since 1 Oct 2023", "before 1 Nov 2023"; null if both sides are open. The end is exclusive. */
export function range(timeRange) {
  if (!timeRange || (!timeRange.start && !timeRange.end)) return null;
  const first = timeRange.start ? day(timeRange.start) : null;
  const last = timeRange.end ? day(lastDay(timeRange.end)) : null;
  if (!last) return `since ${first}`;
  if (!first) return `until ${last}`;
  return first === last ? first : `${first} – ${last}`;
}

/** The day on which an exclusive end still falls. */
export function lastDay(end) {
  return new Date(new Date(end).getTime() - 1).toISOString();
}

/** Whole days from two date inputs as a time range with an exclusive end. */
export function rangeOfDays(since, until) {
  if (!since && !until) return null;
  return { start: since ? `${since}T00:00:00Z` : null, end: until ? nextDay(until) : null };
}

function nextDay(date) {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + 1);
  return moment.toISOString().replace(".000", "");
}

/** "1 article", "12 articles". */
export function counted(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** "Harbour Courier · 27 Oct 2023" */
export function sourceLine(item) {
  return `${item.publisher || item.title || "Unknown publisher"} · ${day(item.published_at)}`;
}

const ORIGINS = {
  given: "given with the file",
  json_ld: "from the page’s data",
  meta: "from the page’s data",
  url: "from the address",
  feed: "from the feed",
  text: "from the text",
  unknown: "unknown",
};

/** Where a date came from, in words. */
export function originOf(source) {
  return ORIGINS[source] ?? String(source);
}

/** The words of a quote within real quotation marks. */
export function quoted(text) {
  return `“${text.replace(/\s+/g, " ").trim()}”`;
}
