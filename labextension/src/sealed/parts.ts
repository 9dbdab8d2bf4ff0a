/** The parts of a sealed output as the kernel tells them, and how each is shown. */

import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { isRecord, listOf, object, oneOf, optional, text, type Parser } from '../api/parse';

const STDOUT = 'application/vnd.jupyter.stdout';
const STDERR = 'application/vnd.jupyter.stderr';

/** A bundle of MIME types, as outputs have them. */
export type Bundle = ReadonlyPartialJSONObject;

const parsePart = object({
  kind: oneOf('stream', 'display', 'error'),
  name: optional(text, ''),
  text: optional(text, ''),
  value: optional(text, ''),
  traceback: optional(listOf(text), []),
  data: optional<Bundle, Bundle>((value, path) => bundle(value, path), {}),
});

/** What the kernel answers to `content`, each part as the bundle that shows it. */
export const parseContent: Parser<readonly Bundle[]> = (value, path) =>
  listOf(parsePart)(value, path).map(part => {
    switch (part.kind) {
      case 'stream':
        return { [part.name === 'stderr' ? STDERR : STDOUT]: part.text };
      case 'error': {
        const traceback = part.traceback.join('\n');
        return { [STDERR]: traceback === '' ? `${part.name}: ${part.value}` : traceback };
      }
      case 'display':
        return part.data;
    }
  });

function bundle(value: unknown, path: string): Bundle {
  return isRecord(value) ? (value as Bundle) : object({})(value, path);
}
