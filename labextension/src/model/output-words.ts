/** What an owner can choose about outputs, in words. */

import type { Outline, OutputLevel } from '../api/messages';

export interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  readonly description: string;
}

/** What of a result the saved notebook may keep. */
export const OUTLINE_WORDS: readonly Choice<Outline>[] = [
  {
    value: 'nothing',
    title: 'Nothing',
    description: 'The file says only that there was a result.',
  },
  {
    value: 'shape',
    title: 'How many rows and columns',
    description: 'For example: 1,204 rows, 5 columns.',
  },
  {
    value: 'columns',
    title: 'Counts and column names',
    description: 'Helps readers who cannot run the notebook.',
  },
];

/** How much of what a kernel shows is sealed while it holds rows of the source. */
export const OUTPUT_LEVEL_WORDS: readonly Choice<OutputLevel>[] = [
  {
    value: 'results',
    title: 'Results and data frames',
    description:
      'They show live from the kernel and are not saved; what is printed or drawn is.',
  },
  {
    value: 'everything',
    title: 'Everything that the kernel shows',
    description:
      'What is printed and drawn is not saved either, for rows that nobody may read in a file.',
  },
  {
    value: 'open',
    title: 'Results only',
    description:
      'Data frames, prints and charts are ordinary outputs and are saved with their values.',
  },
];
