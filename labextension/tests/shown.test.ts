import { readFileSync } from 'node:fs';

import { tableFromIPC } from '@uwdata/flechette';
import { expect, test } from 'vitest';

import { EXACT, formatOf } from '../src/result/values';

interface ShownColumn {
  readonly name: string;
  readonly stream: string;
  readonly texts: readonly (string | null)[];
}

// The kernel searches in the same texts: tests/unit/kernel/test_kernel_view_values.py reads this, too.
const { columns } = JSON.parse(
  readFileSync(new URL('shown-values.json', import.meta.url), 'utf8'),
) as { readonly columns: readonly ShownColumn[] };

test.each(columns)('$name is shown as the kernel searches it', ({ stream, texts }) => {
  const column = tableFromIPC(
    Uint8Array.from(Buffer.from(stream, 'base64')),
    EXACT,
  ).getChildAt(0);
  const format = formatOf(column.type);
  expect(
    Array.from(column, (value: unknown) => (value === null ? null : format(value))),
  ).toEqual(texts);
});
