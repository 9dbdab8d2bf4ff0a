/** Exact text of dates and times, also beyond what JavaScript's own dates can hold. */

const DAY_SECONDS = 86_400n;

/** How many units of a time type make a second: seconds, milli-, micro-, nanoseconds. */
export type UnitsPerSecond = 1n | 1_000n | 1_000_000n | 1_000_000_000n;

/** `1969-12-31` for -1; `0044-03-15 BC`; days since 1970-01-01, proleptic Gregorian. */
export function dateText(days: bigint): string {
  const { text, era } = dateParts(days);
  return text + era;
}

function dateParts(days: bigint): { readonly text: string; readonly era: string } {
  // Cycles of 400 years, counted from 0000-03-01, so that a leap day ends its year.
  const shifted = days + 719_468n;
  const cycle = floorDiv(shifted, 146_097n);
  const dayOfCycle = shifted - cycle * 146_097n;
  const yearOfCycle =
    (dayOfCycle - dayOfCycle / 1_460n + dayOfCycle / 36_524n - dayOfCycle / 146_096n) /
    365n;
  const dayOfYear =
    dayOfCycle - (365n * yearOfCycle + yearOfCycle / 4n - yearOfCycle / 100n);
  const shiftedMonth = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * shiftedMonth + 2n) / 5n + 1n;
  const month = shiftedMonth < 10n ? shiftedMonth + 3n : shiftedMonth - 9n;
  const year = yearOfCycle + cycle * 400n + (month <= 2n ? 1n : 0n);
  const isBc = year <= 0n;
  const text = `${padded(isBc ? 1n - year : year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return { text, era: isBc ? ' BC' : '' };
}

/** `23:59:59.999999`; as many digits after the point as the unit has, or none if all are 0. */
export function clockText(units: bigint, perSecond: UnitsPerSecond): string {
  const seconds = units / perSecond;
  const [hours, minutes] = [seconds / 3_600n, (seconds / 60n) % 60n];
  const clock = [hours, minutes, seconds % 60n].map(part => padded(part, 2)).join(':');
  return clock + fractionText(units % perSecond, perSecond);
}

/** `2024-02-29 12:00:00.5`, followed by the offset from UTC when there is a zone. */
export function timestampText(
  units: bigint,
  perSecond: UnitsPerSecond,
  zone: string | null,
): string {
  const offset = zone === null ? null : offsetSeconds(units, perSecond, zone);
  const local = units + BigInt(offset ?? 0) * perSecond;
  const perDay = DAY_SECONDS * perSecond;
  const days = floorDiv(local, perDay);
  const { text, era } = dateParts(days);
  const clock = clockText(local - days * perDay, perSecond);
  return `${text} ${clock}${offset === null ? '' : offsetText(offset)}${era}`;
}

/** `-1 d 02:03:04.5`. */
export function durationText(units: bigint, perSecond: UnitsPerSecond): string {
  const sign = units < 0n ? '-' : '';
  const size = units < 0n ? -units : units;
  const perDay = DAY_SECONDS * perSecond;
  const days = size / perDay;
  const clock = clockText(size % perDay, perSecond);
  return sign + (days === 0n ? clock : `${days} d ${clock}`);
}

/** `1 year 2 mons 3 days 04:05:06`, the way PostgreSQL writes an interval. */
export function intervalText(months: number, days: number, nanoseconds: bigint): string {
  const years = Math.trunc(months / 12);
  const counted = [
    counting(years, 'year'),
    counting(months - years * 12, 'mon'),
    counting(days, 'day'),
  ].filter(part => part !== '');
  if (nanoseconds !== 0n || counted.length === 0) {
    const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
    counted.push((nanoseconds < 0n ? '-' : '') + clockText(size, 1_000_000_000n));
  }
  return counted.join(' ');
}

function counting(count: number, unit: string): string {
  return count === 0 ? '' : `${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`;
}

function fractionText(fraction: bigint, perSecond: UnitsPerSecond): string {
  const digits = String(perSecond).length - 1;
  return fraction === 0n ? '' : `.${padded(fraction, digits)}`.replace(/0+$/, '');
}

function padded(value: bigint, digits: number): string {
  return String(value).padStart(digits, '0');
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function offsetText(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const seconds = Math.abs(offset) % 60;
  const parts = [
    Math.floor(minutes / 60),
    minutes % 60,
    ...(seconds === 0 ? [] : [seconds]),
  ];
  return (
    (offset < 0 ? '-' : '+') + parts.map(part => String(part).padStart(2, '0')).join(':')
  );
}

/** The zone's offset at that instant; 0 for zones and instants that the browser does not know. */
function offsetSeconds(units: bigint, perSecond: UnitsPerSecond, zone: string): number {
  if (/^(utc|etc\/utc|gmt|z)$/i.test(zone)) {
    return 0;
  }
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return (fixed[1] === '-' ? -60 : 60) * minutes;
  }
  const seconds = Number(floorDiv(units, perSecond));
  try {
    const parts = zoneFormat(zone).formatToParts(new Date(seconds * 1000));
    const part = (type: string): number =>
      Number(parts.find(one => one.type === type)?.value ?? NaN);
    const isBc = parts.some(one => one.type === 'era' && one.value.startsWith('B'));
    const local = new Date(0);
    local.setUTCFullYear(
      isBc ? 1 - part('year') : part('year'),
      part('month') - 1,
      part('day'),
    );
    local.setUTCHours(part('hour'), part('minute'), part('second'));
    const offset = local.getTime() / 1000 - seconds;
    return Number.isFinite(offset) ? offset : 0;
  } catch (error) {
    if (error instanceof RangeError) {
      return 0;
    }
    throw error;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
