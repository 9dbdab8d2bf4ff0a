/** What only an owner does with a source: hand it over, let support look, change what is kept. */

import { Notification } from '@jupyterlab/apputils';

import {
  OUTLINES,
  OUTPUT_LEVELS,
  type Outline,
  type OutputLevel,
  type Source,
} from '../api/messages';
import { OUTLINE_WORDS, OUTPUT_LEVEL_WORDS } from '../model/output-words';
import type { SharingModel } from '../model/sharing';
import type { SourcesModel } from '../model/sources';
import { ask } from './ask';

/** Hand a source over to somebody else. */
export async function handOver(source: Source, model: SharingModel): Promise<void> {
  let to = '';
  const isSent = await ask({
    title: `Hand ${source.name} over?`,
    sentences: [
      'It becomes theirs, with its connection, its saved queries and everything that is shared of it.',
      'You keep nothing of it. Only they can give it back.',
    ],
    fields: [
      {
        name: 'email',
        title: 'E-mail address of the new owner',
        description: 'They must have signed in before.',
        initial: '',
        type: 'email',
      },
    ],
    button: 'Hand over',
    isDangerous: true,
    send: answers => {
      to = (answers['email'] ?? '').trim();
      return model.transfer(source.id, to);
    },
  });
  if (isSent) {
    Notification.success(`${source.name} belongs to ${to} now.`, { autoClose: 4000 });
  }
}

/** Let the support group look, for a reason and some hours. */
export async function askSupport(source: Source, model: SharingModel): Promise<void> {
  const isSent = await ask({
    title: `Let support look at ${source.name}?`,
    sentences: [
      'The support group sees what you choose, for as long as you say. A banner reminds you, and you can end it at any moment.',
    ],
    fields: [
      {
        name: 'reason',
        title: 'Reason',
        description: 'What they are to look at. It stands in the audit.',
        initial: '',
        type: 'long',
      },
      {
        name: 'hours',
        title: 'Hours',
        description: 'After them it ends by itself.',
        initial: '2',
        type: 'number',
      },
      {
        name: 'scope',
        title: 'What they may do',
        description: '',
        initial: 'source:see',
        type: 'choice',
        choices: [
          {
            value: 'source:see',
            title: 'See the schema',
            description: 'Names and types of tables and columns, but no rows.',
          },
          {
            value: 'source:query',
            title: 'Query',
            description: 'Read rows of these tables as well.',
          },
        ],
      },
      {
        name: 'tables',
        title: 'Tables',
        description: 'Patterns separated by commas, such as sales.*; * is every table.',
        initial: '*',
        type: 'text',
      },
    ],
    button: 'Let support look',
    send: async (answers, accept) => {
      const mayQuery = answers['scope'] === 'source:query';
      await model.support(source.id, {
        reason: answers['reason'] ?? '',
        hours: Number(answers['hours']),
        actions: mayQuery ? ['source:see', 'source:query'] : ['source:see'],
        tables: patternsOf(answers['tables'] ?? '').map(pattern => ({
          pattern,
          hidden: [],
          masks: [],
        })),
        accept: [...accept],
      });
    },
  });
  if (isSent) {
    Notification.success(`Support may look at ${source.name} now.`, { autoClose: 4000 });
  }
}

/** Change what notebooks may show and keep of a source's rows. */
export async function changeOutputs(source: Source, model: SourcesModel): Promise<void> {
  const isSent = await ask({
    title: `Settings of ${source.name}`,
    sentences: [],
    fields: [
      {
        name: 'outline',
        title: 'What the notebook file may keep of a result',
        description: 'Rows are never saved, whatever you choose.',
        initial: source.outline,
        type: 'choice',
        choices: OUTLINE_WORDS,
      },
      {
        name: 'output_level',
        title: 'Which outputs are kept out of the notebook file',
        description: 'While a kernel holds rows of this source.',
        initial: source.outputLevel,
        type: 'choice',
        choices: OUTPUT_LEVEL_WORDS,
      },
    ],
    button: 'Save',
    send: async answers => {
      await model.changeOutputs(
        source.id,
        chosen<Outline>(OUTLINES, answers['outline'], source.outline),
        chosen<OutputLevel>(OUTPUT_LEVELS, answers['output_level'], source.outputLevel),
      );
    },
  });
  if (isSent) {
    Notification.success(`The settings of ${source.name} are changed.`, {
      autoClose: 4000,
    });
  }
}

function chosen<T extends string>(
  all: readonly T[],
  value: string | undefined,
  former: T,
): T {
  return all.find(one => one === value) ?? former;
}

function patternsOf(text: string): string[] {
  return text
    .split(',')
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '');
}
