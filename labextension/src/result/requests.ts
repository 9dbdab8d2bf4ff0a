/** What a view asks the kernel for.  Columns are named by their place, since names repeat. */

/** A value in a request: text for what JSON cannot hold exactly; the kernel knows the type. */
export type RequestValue = string | number | boolean;

export interface SortColumn {
  readonly column: number;
  readonly descending: boolean;
}

/** Operators of a filter that take one value. */
export const ONE_VALUE = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'contains',
  'starts',
] as const;

export type Filter =
  | {
      readonly column: number;
      readonly op: (typeof ONE_VALUE)[number];
      readonly value: RequestValue;
    }
  | {
      readonly column: number;
      readonly op: 'between' | 'in';
      readonly values: readonly RequestValue[];
    }
  | { readonly column: number; readonly op: 'null' | 'not_null' };

/** Which rows are shown, in which order. */
export interface ViewQuery {
  readonly sort: readonly SortColumn[];
  readonly filters: readonly Filter[];
  /** Contained in the text of any column; empty for all rows. */
  readonly text: string;
}

export const WHOLE: ViewQuery = { sort: [], filters: [], text: '' };

export type CopyForm = 'text' | 'csv' | 'sql';

interface OfView {
  /** The view's name in the kernel; left out for the result as it came. */
  readonly view?: string;
}

/** What can be asked of a result. */
export type ResultRequest =
  | { readonly op: 'hello' | 'content' | 'parameters' | 'forget' }
  | (OfView & {
      readonly op: 'page';
      readonly offset: number;
      readonly count: number;
      readonly columns?: readonly number[];
    })
  | (OfView & { readonly op: 'cell'; readonly row: number; readonly column: number })
  | (ViewQuery & { readonly op: 'view' })
  | (OfView & { readonly op: 'summary'; readonly column: number })
  | (OfView & {
      readonly op: 'find';
      readonly text: string;
      readonly from: number;
      readonly backwards: boolean;
    })
  | (OfView & {
      readonly op: 'copy';
      readonly rows: readonly [number, number];
      readonly columns: readonly number[];
      readonly as: CopyForm;
    })
  | (OfView & { readonly op: 'export'; readonly path: string })
  | { readonly op: 'export_permit'; readonly format: 'png' | 'svg' }
  | { readonly op: 'cancel'; readonly target: number }
  | (OfView & { readonly op: 'chart'; readonly chart: Readonly<Record<string, unknown>> });
