/**
 * Unknown becomes typed: small parsers that raise `ShapeError` where a value has another form.
 *
 * A message never holds the value itself, only where it stands and what was expected.
 */

/** A value does not have the form that it must have. */
export class ShapeError extends Error {
  constructor(path: string, expected: string) {
    super(`${path} is not ${expected}`);
    this.name = 'ShapeError';
  }
}

/** Reads a value that stands at `path`. */
export type Parser<T> = (value: unknown, path: string) => T;

type Parsed<P> = P extends Parser<infer T> ? T : never;

export const text: Parser<string> = (value, path) => {
  if (typeof value !== 'string') {
    throw new ShapeError(path, 'a text');
  }
  return value;
};

export const flag: Parser<boolean> = (value, path) => {
  if (typeof value !== 'boolean') {
    throw new ShapeError(path, 'true or false');
  }
  return value;
};

export const number: Parser<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ShapeError(path, 'a number');
  }
  return value;
};

/** A whole number from 0 that JavaScript holds exactly. */
export const count: Parser<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new ShapeError(path, 'a count');
  }
  return value;
};

/** One of a few texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): Parser<T> {
  return (value, path) => {
    const found = choices.find(choice => choice === value);
    if (found === undefined) {
      throw new ShapeError(path, `one of ${choices.join(', ')}`);
    }
    return found;
  };
}

export function listOf<T>(item: Parser<T>): Parser<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) {
      throw new ShapeError(path, 'a list');
    }
    return value.map((one: unknown, index) => item(one, `${path}[${index}]`));
  };
}

/** `fallback` when the value is missing or null. */
export function optional<T, F>(parser: Parser<T>, fallback: F): Parser<T | F> {
  return (value, path) =>
    value === undefined || value === null ? fallback : parser(value, path);
}

/** An object whose keys are not known beforehand. */
export const record: Parser<Readonly<Record<string, unknown>>> = (value, path) => {
  if (!isRecord(value)) {
    throw new ShapeError(path, 'an object');
  }
  return value;
};

export function recordOf<T>(item: Parser<T>): Parser<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.fromEntries(
      Object.entries(record(value, path)).map(([key, one]) => [
        key,
        item(one, `${path}.${key}`),
      ]),
    );
}

/** An object with these members; others are left out. */
export function object<S extends Readonly<Record<string, Parser<unknown>>>>(
  shape: S,
): Parser<{ readonly [K in keyof S]: Parsed<S[K]> }> {
  return (value, path) => {
    const members = record(value, path);
    const parsed = Object.entries(shape).map(([key, parser]) => [
      key,
      parser(members[key], `${path}.${key}`),
    ]);
    return Object.fromEntries(parsed) as { readonly [K in keyof S]: Parsed<S[K]> };
  };
}

/** Whether a value is a plain object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
