/** A table behind the protocol of results, as a kernel would answer for it. */

import {
  columnFromArray,
  int64,
  tableFromColumns,
  tableToIPC,
  uint32,
  utf8,
  type Column,
  type DataType,
} from '@uwdata/flechette';

import { isRecord } from '../src/api/parse';

type Request = Readonly<Record<string, unknown>>;

type FakeValue = string | number | bigint | boolean | Uint8Array | number[] | null;

/** A column by what its rows hold. */
export interface FakeColumn {
  readonly name: string;
  readonly type: string;
  readonly logical: string | null;
  readonly arrow: DataType;
  readonly value: (row: number) => FakeValue;
}

/** What a fake kernel holds. */
export interface FakeFacts {
  readonly rows: number;
  readonly columns: readonly FakeColumn[];
  readonly truncated: boolean;
  readonly parameters: readonly { name: string; type: string; text: string }[];
  readonly mayExport: boolean;
  readonly notes: readonly string[];
}

/** An answer: bytes, or the code of a refusal with its sentence. */
export type Answer =
  { readonly body: Uint8Array } | { readonly code: string; readonly message: string };

export const ID_AND_NAME: readonly FakeColumn[] = [
  { name: 'id', type: 'int64', logical: null, arrow: int64(), value: row => BigInt(row) },
  {
    name: 'name',
    type: 'string',
    logical: null,
    arrow: utf8(),
    value: row => (row % 2 === 0 ? null : `row ${row}`),
  },
];

export class FakeTable {
  constructor(facts: Partial<FakeFacts> = {}) {
    this.facts = {
      rows: 1000,
      columns: ID_AND_NAME,
      truncated: false,
      parameters: [],
      mayExport: true,
      notes: [],
      ...facts,
    };
  }

  readonly facts: FakeFacts;

  answer(request: Request): Answer {
    const view = request['view'];
    if (typeof view === 'string' && !this._views.has(view)) {
      return { code: 'view_gone', message: '' };
    }
    const rows = typeof view === 'string' ? (this._views.get(view) ?? null) : null;
    switch (request['op']) {
      case 'hello':
        return json(this.hello());
      case 'page':
        return { body: this.page(request, rows) };
      case 'view':
        return this.view(request);
      case 'summary':
        return json(this.summary(Number(request['column']), rows));
      case 'find':
        return json(this.find(request, rows));
      case 'copy':
        return { body: new TextEncoder().encode(this.copy(request, rows)) };
      case 'parameters':
        return json({ parameters: this.facts.parameters });
      case 'export':
        return this.facts.mayExport
          ? json({ path: `/home/ada/${String(request['path'])}`, rows: 3, bytes: 1200 })
          : { code: 'export_refused', message: 'Your access does not include export.' };
      default:
        return json({});
    }
  }

  /** Let go of all views, as a kernel does of the oldest. */
  forgetViews(): void {
    this._views.clear();
  }

  private hello(): object {
    const { rows, columns, truncated, parameters, mayExport, notes } = this.facts;
    return {
      rid: 'r',
      source: 'warehouse',
      rows,
      bytes: 4096,
      seconds: 1.25,
      truncated,
      columns: columns.map(({ name, type, logical }) => ({ name, type, logical })),
      largest_page: 2000,
      parameters: parameters.map(({ name, type }) => ({ name, type })),
      may_export: mayExport,
      notes,
    };
  }

  private page(request: Request, view: readonly number[] | null): Uint8Array {
    const [offset, count] = [Number(request['offset']), Number(request['count'])];
    const total = view?.length ?? this.facts.rows;
    const length = Math.max(0, Math.min(count, total - offset));
    const rows = Array.from({ length }, (_, at) => view?.[offset + at] ?? offset + at);
    const asked = request['columns'];
    const places = Array.isArray(asked)
      ? asked.map(Number)
      : this.facts.columns.map((_, place) => place);
    const columns: [string, Column<unknown>][] = places.map((place, at) => {
      const column = this.column(place);
      const values = rows.map(row => column.value(row));
      // Flechette keeps columns by name; names may repeat.
      return [`${column.name}\u0000${at}`, columnFromArray(values, column.arrow)];
    });
    if (view !== null) {
      columns.push(['datawisp.row', columnFromArray(rows, uint32())]);
    }
    const table = tableFromColumns(columns);
    return tableToIPC(table, { format: 'stream' }) ?? new Uint8Array();
  }

  private view(request: Request): Answer {
    const { sort, filters, text } = request;
    let rows = Array.from({ length: this.facts.rows }, (_, row) => row);
    for (const filter of Array.isArray(filters) ? (filters as unknown[]) : []) {
      if (isRecord(filter)) {
        if (filter['value'] === 'unparsable') {
          return { code: 'request_invalid', message: 'This is not a value of the column.' };
        }
        rows = rows.filter(row => this.passes(filter, row));
      }
    }
    if (typeof text === 'string' && text !== '') {
      rows = rows.filter(row =>
        this.facts.columns.some((_, place) => this.text(row, place)?.includes(text)),
      );
    }
    const sorts = Array.isArray(sort) ? (sort as unknown[]).filter(isRecord) : [];
    rows.sort((a, b) => this.compare(sorts, a, b));
    const view = `v${++this._made}`;
    this._views.set(view, rows);
    return json({ view, rows: rows.length });
  }

  private compare(sorts: readonly Request[], a: number, b: number): number {
    for (const { column, descending } of sorts) {
      const [x, y] = [a, b].map(row => this.text(row, Number(column)));
      if (x === undefined || y === undefined) {
        return 0;
      }
      if (x === null || y === null) {
        return x === y ? a - b : x === null ? 1 : -1;
      }
      const order = x.localeCompare(y, 'en', { numeric: true });
      if (order !== 0) {
        return descending === true ? -order : order;
      }
    }
    return a - b;
  }

  private passes(filter: Request, row: number): boolean {
    const text = this.text(row, Number(filter['column']));
    const values = Array.isArray(filter['values']) ? filter['values'].map(String) : [];
    const value = String(filter['value']);
    const number = Number(text);
    switch (filter['op']) {
      case 'null':
        return text === null;
      case 'not_null':
        return text !== null;
      case 'contains':
        return text?.includes(value) ?? false;
      case 'in':
        return text !== null && values.includes(text);
      case 'ge':
        return number >= Number(value);
      case 'between':
        return number >= Number(values[0]) && number <= Number(values[1]);
      default:
        return text === value;
    }
  }

  private summary(place: number, view: readonly number[] | null): object {
    const length = Math.min(10_000, this.facts.rows);
    const rows = view ?? Array.from({ length }, (_, row) => row);
    const texts = rows.map(row => this.text(row, place));
    const counts = new Map<string, number>();
    for (const text of texts) {
      if (text !== null) {
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
    const nulls = texts.filter(text => text === null).length;
    const numbers = texts
      .filter(text => text !== null)
      .map(Number)
      .filter(Number.isFinite);
    const isNumeric = /int|double|decimal/.test(this.column(place).type);
    const top = [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 10)
      .map(([text, count]) => ({ text, count }));
    const base = { column: place, rows: rows.length, nulls, distinct: counts.size };
    if (isNumeric && numbers.length > 0) {
      const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
      const bins = Array.from({ length: 20 }, () => 0);
      for (const number of numbers) {
        const bin = Math.min(19, Math.floor(((number - min) / (max - min || 1)) * 20));
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      const edges = Array.from({ length: 21 }, (_, at) => min + ((max - min) * at) / 20);
      return { ...base, min, max, mean: 1.5, histogram: { edges, counts: bins } };
    }
    const shown = top.reduce((sum, { count }) => sum + count, 0);
    return { ...base, top, others: rows.length - nulls - shown };
  }

  private find(request: Request, view: readonly number[] | null): object {
    const total = view?.length ?? this.facts.rows;
    const step = request['backwards'] === true ? -1 : 1;
    for (let row = Number(request['from']); row >= 0 && row < total; row += step) {
      const column = this.facts.columns.findIndex((_, place) =>
        this.text(view?.[row] ?? row, place)?.includes(String(request['text'])),
      );
      if (column >= 0) {
        return { row, column };
      }
    }
    return { row: null, column: null };
  }

  private copy(request: Request, view: readonly number[] | null): string {
    const [first, last] = (request['rows'] as number[]).map(Number) as [number, number];
    const columns = (request['columns'] as number[]).map(Number);
    const separator = request['as'] === 'text' ? '\t' : ',';
    return Array.from({ length: last - first + 1 }, (_, at) =>
      columns
        .map(column => this.text(view?.[first + at] ?? first + at, column) ?? '')
        .join(separator),
    ).join('\n');
  }

  private column(place: number): FakeColumn {
    const column = this.facts.columns[place];
    if (column === undefined) {
      throw new Error('no such column');
    }
    return column;
  }

  private text(row: number, place: number): string | null {
    const value = this.column(place).value(row);
    return value === null ? null : String(value);
  }

  private readonly _views = new Map<string, readonly number[]>();
  private _made = 0;
}

function json(value: object): Answer {
  return { body: new TextEncoder().encode(JSON.stringify(value)) };
}
