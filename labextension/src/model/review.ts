/** The list of grants as it is looked through: what is shown, and in which order. */

import type { Grant } from '../api/sharing-messages';
import { recipientWords, searchText } from './share-words';

export type SortKey = 'who' | 'source' | 'since' | 'until' | 'last' | 'times' | 'rows';

/** Which grants are shown: all, those that deserve a look, or those with one flag. */
export type Attention = string;

export interface ReviewQuery {
  readonly search: string;
  readonly attention: Attention;
  readonly sort: SortKey;
  readonly isDescending: boolean;
}

export const NEW_REVIEW: ReviewQuery = {
  search: '',
  attention: 'all',
  sort: 'since',
  isDescending: true,
};

/** The grants that a review shows now, in its order. */
export function reviewed(grants: readonly Grant[], query: ReviewQuery): readonly Grant[] {
  const words = query.search.toLowerCase().split(/\s+/);
  const found = grants.filter(
    grant =>
      fits(grant, query.attention) && words.every(word => searchText(grant).includes(word)),
  );
  const sign = query.isDescending ? -1 : 1;
  return [...found].sort((a, b) => sign * compared(a, b, query.sort));
}

/** The flags that any of the grants has, for choosing one. */
export function flagsOf(grants: readonly Grant[]): readonly string[] {
  return [...new Set(grants.flatMap(grant => grant.flags))].sort();
}

function fits(grant: Grant, attention: Attention): boolean {
  switch (attention) {
    case 'all':
      return true;
    case 'attention':
      return grant.flags.length > 0;
    default:
      return grant.flags.includes(attention);
  }
}

function compared(a: Grant, b: Grant, key: SortKey): number {
  const [left, right] = [valueOf(a, key), valueOf(b, key)];
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : String(left).localeCompare(String(right));
}

function valueOf(grant: Grant, key: SortKey): string | number {
  switch (key) {
    case 'who':
      return recipientWords(grant.recipient).toLowerCase();
    case 'source':
      return grant.source.toLowerCase();
    case 'since':
      return timeOf(grant.since, 0);
    case 'until':
      return timeOf(grant.until, Number.MAX_SAFE_INTEGER);
    case 'last':
      return timeOf(grant.usage.last, 0);
    case 'times':
      return grant.usage.times;
    case 'rows':
      return grant.usage.rows;
  }
}

function timeOf(time: string | null, none: number): number {
  const value = time === null ? none : new Date(time).getTime();
  return Number.isNaN(value) ? none : value;
}

/** Everything that one recipient has by these grants. */
export function ofRecipient(grants: readonly Grant[], grant: Grant): readonly Grant[] {
  return grants.filter(
    other =>
      other.recipient.kind === grant.recipient.kind &&
      other.recipient.name === grant.recipient.name,
  );
}
