/** Values of an Arrow column as exact text. */

import { IntervalUnit, TimeUnit, Type, type DataType } from '@uwdata/flechette';

import {
  clockText,
  dateText,
  durationText,
  intervalText,
  timestampText,
  type UnitsPerSecond,
} from './time';

/** How values must be read from Arrow so that none is bent: see `formatOf`. */
export const EXACT = {
  useBigInt: true,
  useBigIntTimestamp: true,
  useDecimalInt: true,
  useDate: false,
} as const;

const SHOWN_BYTES = 64;

/** The text of a value that is not null. */
export type Format = (value: unknown) => string;

/** How a column's values are written, and to which side they stand. */
export function formatOf(type: DataType): Format {
  switch (type.typeId) {
    case Type.Float:
      // 2 stands for 64 bits: below that a number has fewer digits than JavaScript shows.
      return type.precision === 2 ? doubleText : floatText;
    case Type.Decimal:
      return value => decimalText(integerOf(value), type.scale);
    case Type.Date:
      // Both units are read as milliseconds.
      return value => dateText(integerOf(value) / 86_400_000n);
    case Type.Time:
      return value => clockText(integerOf(value), unitsOf(type.unit));
    case Type.Timestamp:
      return value => timestampText(integerOf(value), unitsOf(type.unit), type.timezone);
    case Type.Duration:
      return value => durationText(integerOf(value), unitsOf(type.unit));
    case Type.Interval:
      return value => intervalOf(value, type.unit);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return bytesText;
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return listFormat(type.children[0].type);
    case Type.Struct:
      return structFormat(type.children.map(child => [child.name, child.type]));
    case Type.Map:
      return mapFormat(type.children[0].type);
    case Type.Dictionary:
      return formatOf(type.dictionary);
    default:
      return plainText;
  }
}

/** Whether values of this type are read from their last digit, and so stand to the right. */
export function isNumeric(type: DataType): boolean {
  return [Type.Int, Type.Float, Type.Decimal].some(numeric => numeric === type.typeId);
}

/** Whether values of this type are bytes. */
export function isBinary(type: DataType): boolean {
  return [Type.Binary, Type.LargeBinary, Type.BinaryView, Type.FixedSizeBinary].some(
    binary => binary === type.typeId,
  );
}

function unitsOf(unit: number): UnitsPerSecond {
  switch (unit) {
    case TimeUnit.SECOND:
      return 1n;
    case TimeUnit.MILLISECOND:
      return 1_000n;
    case TimeUnit.MICROSECOND:
      return 1_000_000n;
    default:
      return 1_000_000_000n;
  }
}

function integerOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value)));
}

function plainText(value: unknown): string {
  return String(value);
}

function doubleText(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The fewest digits that make the same 32-bit number again. */
function floatText(value: unknown): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || value === 0) {
    return doubleText(value);
  }
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return doubleText(short);
    }
  }
  return doubleText(value);
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) {
    return String(unscaled * 10n ** BigInt(-scale));
  }
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function intervalOf(value: unknown, unit: number): string {
  if (typeof value === 'number') {
    return intervalText(value, 0, 0n);
  }
  const parts = isIndexed(value) ? Array.from(value, Number) : [];
  const [first = 0, second = 0, third = 0] = parts;
  return unit === IntervalUnit.DAY_TIME
    ? intervalText(0, first, BigInt(second) * 1_000_000n)
    : intervalText(first, second, BigInt(third));
}

function bytesText(value: unknown): string {
  const bytes = value instanceof Uint8Array ? value : new Uint8Array();
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), byte =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return bytes.length > SHOWN_BYTES
    ? `\\x${shown}… (${bytes.length} bytes)`
    : `\\x${shown}`;
}

/** Values inside others: null is written, and text is quoted so that it has an end. */
function nested(type: DataType): Format {
  const format = formatOf(type);
  const isText = type.typeId === Type.Utf8 || type.typeId === Type.LargeUtf8;
  return value => {
    if (value === null || value === undefined) {
      return 'NULL';
    }
    return isText ? JSON.stringify(value) : format(value);
  };
}

function listFormat(item: DataType): Format {
  const format = nested(item);
  return value => (isIndexed(value) ? `[${Array.from(value, format).join(', ')}]` : '');
}

function structFormat(members: readonly (readonly [string, DataType])[]): Format {
  const formats = members.map(([name, type]) => [name, nested(type)] as const);
  return value => {
    const fields = new Map<string, unknown>(Object.entries(value ?? {}));
    return `{${formats.map(([name, format]) => `${name}: ${format(fields.get(name))}`).join(', ')}}`;
  };
}

function mapFormat(entry: DataType): Format {
  const pair = entry.typeId === Type.Struct ? entry.children : [];
  const [key, item] = pair.map(child => nested(child.type));
  return value => {
    const entries = isIndexed(value) ? Array.from(value) : [];
    const words = entries.map(one => {
      const [name, held]: readonly unknown[] = isIndexed(one) ? Array.from(one) : [];
      return `${key?.(name) ?? ''}: ${item?.(held) ?? ''}`;
    });
    return `{${words.join(', ')}}`;
  };
}

function isIndexed(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}
