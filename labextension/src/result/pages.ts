/** Pages of a result: fetched when they come into sight, the last few kept, no more. */

import { tableFromIPC, type Column, type Table } from '@uwdata/flechette';

import type { ResultChannel } from './channel';
import type { ResultShape } from './messages';
import { EXACT, formatOf, isNumeric, type Format } from './values';

export const PAGE_ROWS = 200;
const KEPT_PAGES = 30;
const AT_ONCE = 3;

/** A cell as it is shown. */
export type Cell =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'unreadable' };

/** How a column is headed and shown; known once its first page is there. */
export interface ColumnLook {
  readonly type: string;
  readonly isNumeric: boolean;
}

interface Page {
  readonly table: Table;
  readonly formats: readonly Format[];
}

/** Reads a result page by page; `onPage` is called when rows have come. */
export class ResultPages {
  constructor(
    private readonly channel: ResultChannel,
    readonly shape: ResultShape,
    private readonly onPage: () => void,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this._pageRows = Math.max(1, Math.min(PAGE_ROWS, shape.largestPage));
  }

  /** A cell, or undefined while its page is on the way. */
  cell(row: number, column: number): Cell | undefined {
    const page = this._pages.get(Math.floor(row / this._pageRows));
    const values: Column<unknown> | undefined = page?.table.children[column];
    const format = page?.formats[column];
    if (values === undefined || format === undefined) {
      return undefined;
    }
    try {
      const value: unknown = values.at(row % this._pageRows);
      return value === null || value === undefined
        ? { kind: 'null' }
        : { kind: 'value', text: format(value) };
    } catch {
      // Such as an interval that is too long for the reader of Arrow.
      return { kind: 'unreadable' };
    }
  }

  /** How a column looks; undefined before the first page. */
  look(column: number): ColumnLook | undefined {
    const field = this._schema?.[column];
    const shape = this.shape.columns[column];
    if (field === undefined || shape === undefined) {
      return undefined;
    }
    return {
      type: field.databaseType || shape.logical || shape.type,
      isNumeric: field.isNumeric || shape.logical === 'decimal',
    };
  }

  /** Whether every row of a range is there. */
  has(first: number, last: number): boolean {
    return this.pagesOf(first, last).every(page => this._pages.has(page));
  }

  /** Ask for the rows of a range, and for the pages around it after that. */
  want(first: number, last: number): void {
    const seen = this.pagesOf(first, last);
    const [before, after] = [(seen[0] ?? 0) - 1, (seen.at(-1) ?? 0) + 1];
    const lastPage = Math.floor(Math.max(0, this.shape.rows - 1) / this._pageRows);
    const around = [after, before].filter(page => page >= 0 && page <= lastPage);
    for (const page of seen) {
      this.touch(page);
    }
    // What is no longer in sight is no longer wanted; what is on its way comes anyway.
    this._wanted = [...seen, ...around].filter(page => !this._pages.has(page));
    this.fetch();
  }

  private pagesOf(first: number, last: number): number[] {
    const [from, to] = [first, Math.max(first, last)].map(row =>
      Math.floor(Math.max(0, row) / this._pageRows),
    ) as [number, number];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }

  private fetch(): void {
    while (this._underWay.size < AT_ONCE) {
      const page = this._wanted.find(
        one => !this._underWay.has(one) && !this._pages.has(one),
      );
      if (page === undefined) {
        return;
      }
      this._underWay.add(page);
      void this.fetchOne(page);
    }
  }

  private async fetchOne(page: number): Promise<void> {
    try {
      const offset = page * this._pageRows;
      const bytes = await this.channel.ask({ op: 'page', offset, count: this._pageRows });
      this.keep(page, tableFromIPC(bytes, EXACT));
    } catch (error) {
      this._underWay.delete(page);
      this.onFailure(error);
      return;
    }
    this._underWay.delete(page);
    this.onPage();
    this.fetch();
  }

  private keep(page: number, table: Table): void {
    const { fields } = table.schema;
    this._schema ??= fields.map(field => ({
      databaseType: databaseTypeOf(field),
      isNumeric: isNumeric(field.type),
    }));
    this._pages.set(page, { table, formats: fields.map(field => formatOf(field.type)) });
    for (const oldest of this._pages.keys()) {
      if (this._pages.size <= KEPT_PAGES) {
        return;
      }
      this._pages.delete(oldest);
    }
  }

  /** Make a page the newest, so that it is dropped last. */
  private touch(page: number): void {
    const kept = this._pages.get(page);
    if (kept !== undefined) {
      this._pages.delete(page);
      this._pages.set(page, kept);
    }
  }

  private readonly _pageRows: number;
  private readonly _pages = new Map<number, Page>();
  private readonly _underWay = new Set<number>();
  private _wanted: readonly number[] = [];
  private _schema: readonly { databaseType: string; isNumeric: boolean }[] | undefined;
}

/** The database's own name for a column's type; fields without metadata have null there. */
function databaseTypeOf(field: {
  readonly metadata: ReadonlyMap<string, string> | null;
}): string {
  return field.metadata?.get('datawisp.type') ?? '';
}
