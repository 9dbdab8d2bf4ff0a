import {
  binary,
  bool,
  columnFromArray,
  dateDay,
  decimal,
  dictionary,
  duration,
  float32,
  float64,
  int64,
  interval,
  list,
  struct,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
  timeMicrosecond,
  utf8,
  type DataType,
} from '@uwdata/flechette';
import { expect, test } from 'vitest';

import {
  clockText,
  dateText,
  durationText,
  intervalText,
  timestampText,
} from '../src/result/time';
import { EXACT, formatOf, isNumeric } from '../src/result/values';

const MICRO = 1_000_000n;

/** The texts of values that have travelled as an Arrow stream. */
function textsOf(values: unknown[], type: DataType): (string | null)[] {
  const column = columnFromArray(values, type, EXACT);
  const bytes = tableToIPC(tableFromColumns({ c: column }), { format: 'stream' });
  const read = tableFromIPC(bytes ?? new Uint8Array(), EXACT).getChildAt(0);
  const format = formatOf(read.type);
  return Array.from(read, value => (value === null ? null : format(value)));
}

test('integers beyond 2^53 keep every digit', () => {
  expect(textsOf([9007199254740993n, -1n, null], int64())).toEqual([
    '9007199254740993',
    '-1',
    null,
  ]);
});

test('decimals keep every digit and their zeros', () => {
  const values = [12345678901234567890123456789n, -5n, 0n, 100n];
  expect(textsOf(values, decimal(38, 2, 128))).toEqual([
    '123456789012345678901234567.89',
    '-0.05',
    '0.00',
    '1.00',
  ]);
});

test('doubles are written with the digits that make them again', () => {
  expect(textsOf([0.1, 1e300, -0, NaN, Infinity, -Infinity], float64())).toEqual([
    '0.1',
    '1e+300',
    '-0',
    'NaN',
    'Infinity',
    '-Infinity',
  ]);
});

test('32-bit numbers do not show digits that they do not have', () => {
  expect(textsOf([0.1, 16777216, NaN], float32())).toEqual(['0.1', '16777216', 'NaN']);
});

test('an empty text is not null', () => {
  expect(textsOf(['', null], utf8())).toEqual(['', null]);
});

test('truth values are words', () => {
  expect(textsOf([true, false, null], bool())).toEqual(['true', 'false', null]);
});

test('bytes are hexadecimal, and long ones say how long', () => {
  const [short, long] = textsOf([new Uint8Array([0, 255]), new Uint8Array(100)], binary());
  expect(short).toBe('\\x00ff');
  expect(long).toMatch(/^\\x(00){64}… \(100 bytes\)$/);
});

test('lists show null apart from text', () => {
  expect(textsOf([['a', null, 'NULL'], []], list(utf8()))).toEqual([
    '["a", NULL, "NULL"]',
    '[]',
  ]);
});

test('structures name their members', () => {
  const type = struct({ id: int64(), name: utf8() });
  expect(textsOf([{ id: 1n, name: 'x' }], type)).toEqual(['{id: 1, name: "x"}']);
});

test('dictionaries show what they stand for', () => {
  expect(textsOf(['EU', 'US', 'EU'], dictionary(utf8()))).toEqual(['EU', 'US', 'EU']);
});

test('dates travel whole', () => {
  const days = [new Date('2024-02-29'), new Date('1969-12-31')];
  expect(textsOf(days, dateDay())).toEqual(['2024-02-29', '1969-12-31']);
});

test('times and timestamps keep microseconds', () => {
  expect(textsOf([86399999999n], timeMicrosecond())).toEqual(['23:59:59.999999']);
  const stamps = textsOf([1704067237123.456], timestamp(2, 'UTC'));
  expect(stamps).toEqual(['2024-01-01 00:00:37.123456+00:00']);
});

test('durations and intervals are readable', () => {
  expect(textsOf([90061000000n], duration(2))).toEqual(['1 d 01:01:01']);
  expect(textsOf([[14, 3, 1_500_000_000]], interval(2))).toEqual([
    '1 year 2 mons 3 days 00:00:01.5',
  ]);
});

test('numbers stand to the right, all else to the left', () => {
  expect([int64(), float32(), decimal(10, 2, 128)].every(isNumeric)).toBe(true);
  expect([utf8(), bool(), dateDay(), list(int64())].some(isNumeric)).toBe(false);
});

test.each([
  [0n, '1970-01-01'],
  [-1n, '1969-12-31'],
  [11016n, '2000-02-29'],
  [2932896n, '9999-12-31'],
  [2932897n, '10000-01-01'],
  [-719163n, '0001-12-31 BC'],
  [-719528n, '0001-01-01 BC'],
  [-719529n, '0002-12-31 BC'],
])('day %s is %s', (day, expected) => {
  expect(dateText(day)).toBe(expected);
});

test('a timestamp has the offset that its zone had at that instant', () => {
  const winter = 1704067200n * MICRO;
  const summer = 1719792000n * MICRO;
  expect(timestampText(winter, MICRO, 'Europe/Berlin')).toBe('2024-01-01 01:00:00+01:00');
  expect(timestampText(summer, MICRO, 'Europe/Berlin')).toBe('2024-07-01 02:00:00+02:00');
  expect(timestampText(winter, MICRO, '-05:30')).toBe('2023-12-31 18:30:00-05:30');
  expect(timestampText(winter, MICRO, null)).toBe('2024-01-01 00:00:00');
});

test('a zone that the browser does not know is shown in UTC, and says so', () => {
  expect(timestampText(0n, MICRO, 'Mars/Olympus')).toBe('1970-01-01 00:00:00+00:00');
});

test('instants before 1970 count back', () => {
  expect(timestampText(-1n, MICRO, null)).toBe('1969-12-31 23:59:59.999999');
});

test('clocks and spans have no digits that are all zero', () => {
  expect(clockText(3_600_000_000n, MICRO)).toBe('01:00:00');
  expect(durationText(-1_500_000n, MICRO)).toBe('-00:00:01.5');
  expect(intervalText(0, 0, 0n)).toBe('00:00:00');
  expect(intervalText(-1, 1, -1_000_000_000n)).toBe('-1 mon 1 day -00:00:01');
});
