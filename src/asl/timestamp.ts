/** A point in time with the precision that timestamps may have: whole seconds since the epoch and nanoseconds in them. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

const format =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?(?:Z|([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?)$/i;
const profile = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const maxOffset = 18 * 60 * 60;

/**
 * Reads an "ISO-8601 extended offset date-time", as AWS's causes call what it takes while a flow runs: letters of either case,
 * seconds may be absent, offsets may be hours alone and reach to 18 hours. Years have four digits here.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = format.exec(text);
  if (match === null) return undefined;
  const part = (at: number) => Number(match[at] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || part(10) > 59 || part(11) > 59) return undefined;
  const offset = (part(9) * 60 + part(10)) * 60 + part(11);
  if (offset > maxOffset) return undefined;
  const local = ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  const seconds = match[8] === '-' ? local + offset : local - offset;
  return { seconds, nanos: Number((match[7] ?? '').padEnd(9, '0')) };
}

/** Whether a definition may hold the text as a timestamp: RFC 3339 with upper-case letters. Specification: "Timestamps". */
export function isTimestamp(text: string): boolean {
  return profile.test(text) && parseInstant(text) !== undefined;
}

/** Less than, equal to or greater than zero as `left` is before, at or after `right`. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.seconds - right.seconds || left.nanos - right.nanos;
}

/** The milliseconds since the epoch, cut off behind the millisecond, or undefined if the text is no ASL timestamp. */
export function parseTimestamp(text: string): number | undefined {
  const instant = parseInstant(text);
  return instant && instant.seconds * 1000 + Math.floor(instant.nanos / 1_000_000);
}

/** Milliseconds since the epoch as ASL writes them: UTC, three digits of a second, `Z`. */
export function formatTimestamp(ms: number): string {
  const time = Math.floor(ms);
  const days = Math.floor(time / 86_400_000);
  const rest = time - days * 86_400_000;
  const { year, month, day } = dateOf(days);
  const seconds = Math.floor(rest / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const milliseconds = String(rest % 1000).padStart(3, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}.${milliseconds}Z`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Counts in years that begin in March, so that the leap day is the last day of its year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 };
}
