/** How wide the columns of a grid are, and which of them are in sight. */

const NARROWEST = 56;
const WIDEST = 340;
const PADDING = 22;

/** How wide the column of row numbers is. */
export function numbersWidth(rows: number): number {
  return 20 + 7.5 * Math.max(3, String(rows).length);
}

/** Widths in pixels, and the places that follow from them. */
export class ColumnPlaces {
  constructor(readonly widths: readonly number[]) {
    let place = 0;
    this.lefts = widths.map(width => {
      const left = place;
      place += width;
      return left;
    });
    this.total = place;
  }

  readonly lefts: readonly number[];
  readonly total: number;

  left(column: number): number {
    return this.lefts[column] ?? this.total;
  }

  width(column: number): number {
    return this.widths[column] ?? 0;
  }

  /** The first and the last column that are at least partly between two places. */
  range(from: number, to: number): readonly [number, number] {
    const first = this.lefts.findIndex((left, column) => left + this.width(column) > from);
    const beyond = this.lefts.findIndex(left => left >= to);
    const last = beyond === -1 ? this.widths.length - 1 : Math.max(0, beyond - 1);
    return [first === -1 ? 0 : first, last];
  }
}

/** Measures texts in the font of an element, with its weight or another. */
export function measurer(node: HTMLElement, weight?: number): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  const style = window.getComputedStyle(node);
  if (context === null) {
    return text => text.length * 7.5;
  }
  context.font = `${weight ?? style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return text => context.measureText(text).width;
}

/** A width that shows all of `texts` and a head of that width, within reason. */
export function fittingWidth(
  head: number,
  texts: readonly string[],
  measure: (text: string) => number,
): number {
  const widest = texts.reduce(
    (most, text) => Math.max(most, measure(text.slice(0, 80))),
    head,
  );
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, widest + PADDING)));
}
