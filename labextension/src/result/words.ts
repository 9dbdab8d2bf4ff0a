/** Numbers in words, for people who read them at a glance. */

const whole = new Intl.NumberFormat('en-US');

/** `1,204 rows`. */
export function counted(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `First 10,000 of more rows` when there are more, else `1,204 rows`. */
export function rowWords(rows: number, isTruncated: boolean): string {
  return isTruncated ? `First ${whole.format(rows)} of more rows` : counted(rows, 'row');
}

/** `1,204 rows`, or `17 of 1,204 rows` when a filter leaves some out. */
export function shownWords(rows: number, total: number): string {
  return rows === total
    ? counted(total, 'row')
    : `${whole.format(rows)} of ${counted(total, 'row')}`;
}

/** `3.2 MB`, in powers of ten. */
export function sizeWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 99.95 ? 0 : 1)} ${units[unit] ?? ''}`;
}

/** `0.04 s`, `12.3 s`, `2 min 05 s`. */
export function timeWords(seconds: number): string {
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

const moments = new Intl.DateTimeFormat('en-US', {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** `Nov 28, 2026, 8:20 AM`, by the clock of who reads it. */
export function momentWords(moment: Date): string {
  return moments.format(moment);
}
