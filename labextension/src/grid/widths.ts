/** How wide the columns of a grid are. */

const NARROWEST = 92;
const WIDEST = 340;
const PADDING = 24;

/** How wide the column of row numbers is. */
export function numbersWidth(rows: number): number {
  return Math.round(22 + 6 * Math.max(3, rows.toLocaleString('en-US').length));
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
