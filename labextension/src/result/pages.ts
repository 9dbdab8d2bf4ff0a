/** Pages of a result: fetched when they come into sight, the last few kept, no more. */

import { tableFromIPC, type Column, type Schema } from '@uwdata/flechette';

import { count, listOf, ShapeError } from '../api/parse';
import { RequestRefusedError, type ResultChannel } from './channel';
import type { ResultShape } from './messages';
import { EXACT, formatOf, isBinary, isNumeric, type Format } from './values';

export const PAGE_ROWS = 200;
const KEPT_PAGES = 30;
const AT_ONCE = 3;

/** Metadata of a page: the cells that are longer than it has them, by row and place. */
const CUT_KEY = 'datawisp.cut';

/** Up to so many columns a page holds all of them; a wider one holds those that were in sight. */
const NARROW = 40;

/** The last column of a page of a view: which rows of the result these are. */
const ROW_COLUMN = 'datawisp.row';

/** A cell as it is shown. */
export type Cell =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'unreadable' };

/** A value as it is, for whoever wants to see all of it. */
export type WholeValue = Cell | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** How a column is headed and shown; known once its first page is there. */
export interface ColumnLook {
  readonly type: string;
  readonly isNumeric: boolean;
}

interface PageColumn {
  readonly values: Column<unknown>;
  readonly format: Format;
  readonly isBinary: boolean;
  /** The rows of the page whose values go on after what is here. */
  readonly cut: ReadonlySet<number>;
}

interface Page {
  readonly columns: Map<number, PageColumn>;
  readonly underWay: Set<number>;
  origins: Column<unknown> | null;
}

/** Who is told of what comes. */
export interface PageListener {
  /** Rows have come. */
  readonly onPage: () => void;
  /** The kernel has let go of the view; it has to be asked for again. */
  readonly onViewGone: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Reads one view of a result page by page. */
export class ResultPages {
  constructor(
    private readonly channel: ResultChannel,
    readonly shape: ResultShape,
    private readonly listener: PageListener,
  ) {
    this._pageRows = Math.max(1, Math.min(PAGE_ROWS, shape.largestPage));
    this._rows = shape.rows;
    this._isNarrow = shape.columns.length <= NARROW;
  }

  /** How many rows the view has that is shown. */
  get rows(): number {
    return this._rows;
  }

  /** Show another view: what is here of the one before goes, and what still comes of it too. */
  show(view: string | null, rows: number): void {
    this._generation++;
    this._view = view;
    this._rows = rows;
    this._pages.clear();
    this._wanted = [];
    this._requests = 0;
  }

  /** A cell, or undefined while its page is on the way. */
  cell(row: number, column: number): Cell | undefined {
    const found = this._pages.get(Math.floor(row / this._pageRows))?.columns.get(column);
    if (found === undefined) {
      return undefined;
    }
    try {
      const value: unknown = found.values.at(row % this._pageRows);
      return value === null || value === undefined
        ? { kind: 'null' }
        : { kind: 'value', text: found.format(value) };
    } catch {
      // Such as an interval that is too long for the reader of Arrow.
      return { kind: 'unreadable' };
    }
  }

  /** The whole of a cell, which has to be here. */
  whole(row: number, column: number): WholeValue | undefined {
    const found = this._pages.get(Math.floor(row / this._pageRows))?.columns.get(column);
    const value: unknown = found?.values.at(row % this._pageRows);
    return value instanceof Uint8Array && found?.isBinary === true
      ? { kind: 'bytes', bytes: value }
      : this.cell(row, column);
  }

  /** Whether a cell, which has to be here, goes on after what is here of it. */
  isCut(row: number, column: number): boolean {
    const found = this._pages.get(Math.floor(row / this._pageRows))?.columns.get(column);
    return found?.cut.has(row % this._pageRows) ?? false;
  }

  /** The whole text of a cell.  Raises what the channel raises. */
  async fetchText(row: number, column: number): Promise<string> {
    const request = { op: 'cell', row, column } as const;
    const view = this._view;
    const bytes = await this.channel.ask(view === null ? request : { ...request, view });
    return new TextDecoder().decode(bytes);
  }

  /** Which row of the result a row of the view is; undefined while its page is on the way. */
  origin(row: number): number | undefined {
    if (this._view === null) {
      return row;
    }
    const page = this._pages.get(Math.floor(row / this._pageRows));
    const origin: unknown = page?.origins?.at(row % this._pageRows);
    return origin === undefined || origin === null ? undefined : Number(origin);
  }

  /** How a column looks; undefined before its first page. */
  look(column: number): ColumnLook | undefined {
    return this._looks.get(column);
  }

  /** Whether every cell of a range is there. */
  has(first: number, last: number, columns: readonly number[]): boolean {
    return this.pagesOf(first, last).every(page => {
      const held = this._pages.get(page)?.columns;
      return held !== undefined && columns.every(column => held.has(column));
    });
  }

  /** Ask for the cells of a range, and for the pages around it after that. */
  want(first: number, last: number, columns: readonly number[]): void {
    if (this._rows === 0) {
      return;
    }
    const seen = this.pagesOf(first, last);
    const [before, after] = [(seen[0] ?? 0) - 1, (seen.at(-1) ?? 0) + 1];
    const lastPage = Math.floor((this._rows - 1) / this._pageRows);
    const around = [after, before].filter(page => page >= 0 && page <= lastPage);
    // What is no longer in sight is no longer wanted; what is on its way comes anyway.
    this._wanted = [...seen, ...around];
    this._columns = this._isNarrow
      ? this.shape.columns.map((_, column) => column)
      : columns;
    for (const page of seen) {
      this.touch(page);
    }
    this.fetch();
  }

  private pagesOf(first: number, last: number): number[] {
    const end = Math.min(this._rows - 1, Math.max(first, last));
    const [from, to] = [first, end].map(row =>
      Math.floor(Math.max(0, row) / this._pageRows),
    ) as [number, number];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }

  private fetch(): void {
    for (const index of this._wanted) {
      if (this._requests >= AT_ONCE) {
        return;
      }
      const page = this.pageAt(index);
      const missing = this._columns.filter(
        column => !page.columns.has(column) && !page.underWay.has(column),
      );
      if (missing.length > 0) {
        void this.fetchOne(index, page, missing);
      }
    }
  }

  private async fetchOne(
    index: number,
    page: Page,
    columns: readonly number[],
  ): Promise<void> {
    const generation = this._generation;
    this._requests++;
    columns.forEach(column => page.underWay.add(column));
    try {
      const bytes = await this.channel.ask({
        op: 'page',
        offset: index * this._pageRows,
        count: this._pageRows,
        ...(this._view === null ? {} : { view: this._view }),
        ...(this._isNarrow ? {} : { columns }),
      });
      if (generation === this._generation) {
        this.keep(page, columns, bytes);
      }
    } catch (error) {
      if (generation === this._generation) {
        this._requests--;
        this.fail(error);
      }
      return;
    } finally {
      columns.forEach(column => page.underWay.delete(column));
    }
    if (generation === this._generation) {
      this._requests--;
      this.listener.onPage();
      this.fetch();
    }
  }

  private fail(error: unknown): void {
    if (error instanceof RequestRefusedError && error.code === 'view_gone') {
      this.listener.onViewGone();
    } else {
      this.listener.onFailure(error);
    }
  }

  private keep(page: Page, columns: readonly number[], bytes: Uint8Array): void {
    const { schema, children } = tableFromIPC(bytes, EXACT);
    const cut = cutOf(schema);
    columns.forEach((column, place) => {
      const [field, values] = [schema.fields[place], children[place]];
      if (field === undefined || values === undefined) {
        throw new ShapeError('The page', 'a page of the columns that were asked for');
      }
      page.columns.set(column, {
        values,
        format: formatOf(field.type),
        isBinary: isBinary(field.type),
        cut: cut.get(place) ?? NOWHERE,
      });
      this.learn(column, field);
    });
    const last = schema.fields.length - 1;
    page.origins =
      schema.fields[last]?.name === ROW_COLUMN ? (children[last] ?? null) : null;
  }

  private learn(column: number, field: Schema['fields'][number]): void {
    const shape = this.shape.columns[column];
    if (shape !== undefined && !this._looks.has(column)) {
      this._looks.set(column, {
        type: databaseTypeOf(field) || shape.logical || shape.type,
        isNumeric: isNumeric(field.type) || shape.logical === 'decimal',
      });
    }
  }

  private pageAt(index: number): Page {
    const kept = this._pages.get(index);
    if (kept !== undefined) {
      return kept;
    }
    const page: Page = { columns: new Map(), underWay: new Set(), origins: null };
    this._pages.set(index, page);
    for (const oldest of this._pages.keys()) {
      if (this._pages.size <= KEPT_PAGES) {
        break;
      }
      this._pages.delete(oldest);
    }
    return page;
  }

  /** Make a page the newest, so that it is dropped last. */
  private touch(index: number): void {
    const kept = this._pages.get(index);
    if (kept !== undefined) {
      this._pages.delete(index);
      this._pages.set(index, kept);
    }
  }

  private readonly _pageRows: number;
  private readonly _isNarrow: boolean;
  private readonly _pages = new Map<number, Page>();
  private readonly _looks = new Map<number, ColumnLook>();
  private _view: string | null = null;
  private _rows: number;
  private _generation = 0;
  private _requests = 0;
  private _wanted: readonly number[] = [];
  private _columns: readonly number[] = [];
}

/** The database's own name for a column's type; fields without metadata have null there. */
function databaseTypeOf(field: {
  readonly metadata: ReadonlyMap<string, string> | null;
}): string {
  return field.metadata?.get('datawisp.type') ?? '';
}

const NOWHERE: ReadonlySet<number> = new Set();

/** The rows with cells that were cut, by the places of their columns in the page. */
function cutOf(schema: Schema): ReadonlyMap<number, ReadonlySet<number>> {
  const places: unknown = JSON.parse(schema.metadata?.get(CUT_KEY) ?? '[]');
  const cut = new Map<number, Set<number>>();
  for (const [row, place] of listOf(listOf(count))(places, 'The page')) {
    if (row !== undefined && place !== undefined) {
      const rows = cut.get(place) ?? new Set();
      cut.set(place, rows.add(row));
    }
  }
  return cut;
}
