// Dates, times and figures as people read them. A due time is shown on the clock of the facility
// that owes it, with its zone.

const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" });
const monthDay = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

// Whether it is a day of the calendar, as YYYY-MM-DD.
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(utc(text).getTime()) && isoDate(utc(text)) === text;
}

export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

// The calendar date of an instant on the clock of a zone.
export function dateIn(zone: string | undefined, instant: Date | string): string {
  const at = typeof instant === "string" ? new Date(instant) : instant;
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
}

export function addDays(date: string, days: number): string {
  const at = utc(date);
  at.setUTCDate(at.getUTCDate() + days);
  return isoDate(at);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / 86_400_000);
}

// "Mon, Mar 2, 2026"; without the year while it is `today`'s: "Mon, Mar 2".
export function showDate(date: string | null | undefined, today = isoDate(new Date())): string {
  if (!date) return "–";
  const at = utc(date);
  const year = date.slice(0, 4) === today.slice(0, 4) ? "" : `, ${date.slice(0, 4)}`;
  return `${weekday.format(at)}, ${monthDay.format(at)}${year}`;
}

// "Mon, Mar 2, 5:00 PM CST".
export function showInstant(instant: string | null | undefined, zone?: string): string {
  if (!instant) return "–";
  const at = new Date(instant);
  const sameYear = at.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  }).format(at);
}

export function showTime(instant: string, zone?: string): string {
  return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: zone }).format(
    new Date(instant),
  );
}

// "in 3 h", "in 2 days", "4 days ago": the largest unit that says enough.
export function showSpan(instant: string, now = new Date()): string {
  const minutes = Math.round((new Date(instant).getTime() - now.getTime()) / 60_000);
  const size = Math.abs(minutes);
  const [amount, unit] =
    size < 60
      ? [size, "min"]
      : size < 48 * 60
        ? [Math.round(size / 60), "h"]
        : [Math.round(size / 1440), "days"];
  return minutes < 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${showNumber(count)} ${count === 1 ? one : many}`;
}

const figures = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
export function showNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : figures.format(value);
}

export function showPercent(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((100 * part) / whole)}%` : "–";
}

// "missed_excused" and "missed-sessions" as words: "missed excused".
export function words(name: string): string {
  return name.replace(/[_-]/g, " ");
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Whole years on a date, of somebody born on another.
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

// An instant as the service writes it: without fractions.
export function showUtc(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

// "2026-03-02T09:30:00" on the clock of a zone.
function wallClock(zone: string | undefined, at: Date | number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at).replace(" ", "T");
}

// "09:30": the time of day on the clock of a zone.
export function timeIn(zone: string | undefined, instant: Date): string {
  return wallClock(zone, instant).slice(11, 16);
}

// The instant at which the clock of a zone shows a date and a time. A time that the clock leaves out
// is the one as far after the gap; of one that it shows twice it is one of both.
export function instantIn(zone: string | undefined, date: string, time: string): string {
  const wanted = Date.parse(`${date}T${time}Z`);
  // Twice, because the offset at the guess may be another than at the time that is meant.
  let at = wanted;
  for (let i = 0; i < 2; ++i) at -= Date.parse(`${wallClock(zone, at)}Z`) - wanted;
  return showUtc(new Date(at));
}

// The last second of a date on the clock of a zone, as an instant.
export function lastSecondOf(date: string, zone: string | undefined): string {
  return showUtc(new Date(Date.parse(instantIn(zone, addDays(date, 1), "00:00")) - 1000));
}

// "09:00" and "16:30" as people say it: "9:00 AM".
export function showClock(time: string): string {
  return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    new Date(`2000-01-01T${time.padStart(5, "0")}:00Z`),
  );
}
