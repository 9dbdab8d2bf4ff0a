/** What the review knows and does: what is searched for, what is open, and what was taken back. */

import * as React from 'react';

import { problemOfError } from '../api/client';
import type { Problem } from '../api/messages';
import type { Grant, RevokeReport } from '../api/sharing-messages';
import { NEW_REVIEW, type ReviewQuery } from '../model/review';
import { counted, recipientWords } from '../model/share-words';
import type { SharingModel } from '../model/sharing';

/** The next line moves under the pointer when one goes: a double click must not take it, too. */
const PAUSE_MS = 600;

export type Side = 'given' | 'received';

/** How the last thing that was done went. */
export type Feedback =
  | {
      readonly status: 'done';
      readonly sentence: string;
      readonly again: Grant | undefined;
    }
  | { readonly status: 'failed'; readonly problem: Problem };

export interface ReviewState {
  readonly side: Side;
  readonly query: ReviewQuery;
  /** The grant that is looked at closely. */
  readonly open: string | undefined;
  /** The grants that are being taken back right now. */
  readonly ending: ReadonlySet<string>;
  readonly feedback: Feedback | undefined;
  readonly turnTo: (side: Side) => void;
  readonly ask: (change: Partial<ReviewQuery>) => void;
  readonly toggle: (grant: Grant) => void;
  readonly revoke: (grant: Grant) => Promise<void>;
  readonly revokeAll: (grants: readonly Grant[]) => Promise<void>;
  readonly putAway: () => void;
}

export function useReview(model: SharingModel, search: string): ReviewState {
  const [side, setSide] = React.useState<Side>('given');
  const [query, setQuery] = React.useState<ReviewQuery>({ ...NEW_REVIEW, search });
  const [open, setOpen] = React.useState<string>();
  const [ending, setEnding] = React.useState<ReadonlySet<string>>(new Set());
  const [feedback, setFeedback] = React.useState<Feedback>();
  const quietUntil = React.useRef(0);
  React.useEffect(() => void model.refresh(), [model]);

  const end = async (
    grants: readonly Grant[],
    asked: () => Promise<RevokeReport>,
    sentence: (report: RevokeReport) => string,
    again: Grant | undefined,
  ): Promise<void> => {
    if (Date.now() < quietUntil.current) {
      return;
    }
    const ids = grants.map(grant => grant.id);
    setEnding(new Set(ids));
    setFeedback(undefined);
    try {
      const report = await asked();
      quietUntil.current = Date.now() + PAUSE_MS;
      setFeedback({ status: 'done', sentence: sentence(report), again });
    } catch (error) {
      setFeedback({ status: 'failed', problem: problemOfError(error) });
    }
    setEnding(new Set());
  };
  return {
    side,
    query,
    open,
    ending,
    feedback,
    turnTo: next => {
      setSide(next);
      setOpen(undefined);
      setQuery({ ...query, attention: 'all' });
    },
    ask: change => {
      setQuery({ ...query, ...change });
    },
    toggle: grant => {
      setOpen(open === grant.id ? undefined : grant.id);
    },
    revoke: grant =>
      end(
        [grant],
        () => model.revoke(grant.id),
        report => `${endedWords(grant, side)} ${stoppedWords(report)}`,
        side === 'given' && grant.mine && !grant.isSupport ? grant : undefined,
      ),
    revokeAll: grants => {
      const [first] = grants;
      if (first === undefined) {
        return Promise.resolve();
      }
      const { kind, name } = first.recipient;
      return end(
        grants,
        () => model.revokeAll({ kind, name }),
        report =>
          `Everything that ${recipientWords(first.recipient)} had from you has ended. ${stoppedWords(report)}`,
        undefined,
      );
    },
    putAway: () => {
      setFeedback(undefined);
    },
  };
}

function endedWords(grant: Grant, side: Side): string {
  if (side === 'received') {
    return `You gave ${grant.source} back.`;
  }
  const who = recipientWords(grant.recipient);
  return grant.effect === 'deny'
    ? `${grant.source} is not denied to ${who} any more.`
    : `${grant.source} is taken back from ${who}.`;
}

/** What ending stopped besides: `2 running queries were stopped.` */
export function stoppedWords(report: RevokeReport): string {
  const onward =
    report.grants > 1
      ? `With it ${counted(report.grants - 1, 'grant')} that came of it ended. `
      : '';
  switch (report.queries) {
    case 0:
      return `${onward}No query was running.`;
    case 1:
      return `${onward}One running query was stopped.`;
    default:
      return `${onward}${report.queries} running queries were stopped.`;
  }
}
