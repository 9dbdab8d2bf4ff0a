/** The form behind a column's filter: how to compare, with what, or which of the top values. */

import { button } from '../result/parts';
import type { ResultColumn } from '../result/messages';
import type { Filter } from '../result/requests';
import type { Summary } from '../result/summary';
import { choice, element, lineField, tick } from '../result/build';
import { comparisonsOf, filterOf, kindOf, valueOf, type Comparison } from './filters';
import { summaryWords } from './spark';

/** What the form is about, and what comes of it. */
export interface FilterFormOptions {
  readonly column: number;
  readonly shape: ResultColumn;
  readonly current: Filter | null;
  readonly onFilter: (filter: Filter | null) => void;
}

const PLACEHOLDERS = {
  number: '12.5',
  time: '2025-01-31',
  duration: '1 d 02:03:04',
  text: 'Text',
  flag: '',
  other: 'Text',
} as const;

export class FilterForm {
  constructor(private readonly options: FilterFormOptions) {
    const { shape, current } = options;
    this._kind = kindOf(shape);
    this._comparisons = comparisonsOf(this._kind);
    this._op = choice(
      'How to compare',
      this._comparisons.map(({ op, label }) => ({ value: op, label })),
    );
    this._fields = ['Value', 'Second value'].map(label => this.field(label));
    this._problem.setAttribute('role', 'alert');
    const heading = element('strong', '', `Filter ${shape.name}`);
    heading.dir = 'auto';
    const clear = button('Clear', () => {
      options.onFilter(null);
    });
    clear.disabled = current === null;
    this.node.append(
      heading,
      element('div', 'jp-datawisp-FilterForm-line', this._op, ...this._fields),
      this._problem,
      this._values,
      element(
        'div',
        'jp-datawisp-FilterForm-buttons',
        clear,
        element('span', 'jp-datawisp-Gap'),
        submit('Filter'),
      ),
    );
    this._op.onchange = () => {
      this.onOp();
    };
    this.node.onsubmit = event => {
      event.preventDefault();
      this.submit();
    };
    this.fill();
    this.onOp();
    this.showSummary(undefined);
  }

  readonly node = element('form', 'jp-datawisp-FilterForm');

  /** Offer the values that are most frequent; undefined while they are on the way. */
  showSummary(summary: Summary | null | undefined): void {
    if (summary === undefined) {
      this._values.replaceChildren(note('Counting values…'));
      return;
    }
    const top = summary?.top ?? [];
    if (summary === null || top.length === 0) {
      this._values.replaceChildren(
        ...(summary === null ? [] : [note(summaryWords(summary))]),
      );
      return;
    }
    const { current } = this.options;
    const chosen = new Set(current?.op === 'in' ? current.values.map(String) : []);
    this._picks = top.map(({ text, count }) => {
      const words = element(
        'span',
        'jp-datawisp-Pick-text',
        text === '' ? '(empty)' : text,
      );
      words.dir = 'auto';
      const pick = tick(
        chosen.has(text),
        words,
        element('span', 'jp-datawisp-Pick-count', count.toLocaleString('en-US')),
      );
      pick.node.classList.add('jp-datawisp-Pick');
      return { text, ...pick };
    });
    const list = element(
      'div',
      'jp-datawisp-Picks',
      ...this._picks.map(({ node }) => node),
    );
    list.setAttribute('role', 'group');
    list.setAttribute('aria-label', 'Most frequent values');
    const more =
      summary.others > 0
        ? [note(`and ${summary.others.toLocaleString('en-US')} rows with other values`)]
        : [];
    this._values.replaceChildren(
      note('or pick of the most frequent values'),
      list,
      ...more,
    );
  }

  private field(label: string): HTMLInputElement | HTMLSelectElement {
    if (this._kind === 'flag') {
      return choice(label, [
        { value: 'true', label: 'true' },
        { value: 'false', label: 'false' },
      ]);
    }
    return lineField(label, PLACEHOLDERS[this._kind]);
  }

  private fill(): void {
    const { current } = this.options;
    if (current === null || current.op === 'in') {
      return;
    }
    this._op.value = current.op;
    const values =
      'values' in current ? current.values : 'value' in current ? [current.value] : [];
    values.forEach((value, index) => {
      const field = this._fields[index];
      if (field !== undefined) {
        field.value = String(value);
      }
    });
  }

  private get comparison(): Comparison | undefined {
    return this._comparisons.find(({ op }) => op === this._op.value);
  }

  private onOp(): void {
    const wanted = this.comparison?.values ?? 0;
    this._fields.forEach((field, index) => {
      field.hidden = index >= wanted;
    });
    this.say('');
  }

  private submit(): void {
    const { column, shape, onFilter } = this.options;
    const picked = this._picks.filter(({ box }) => box.checked);
    const isWritten = this._fields.some(({ value, hidden }) => !hidden && value !== '');
    if (picked.length > 0 && (!isWritten || this._kind === 'flag')) {
      const values = picked
        .map(({ text }) => valueOf(shape, text))
        .flatMap(one => ('value' in one ? [one.value] : []));
      onFilter({ column, op: 'in', values });
      return;
    }
    if (this.comparison === undefined) {
      return;
    }
    const filter = filterOf(
      column,
      shape,
      this.comparison,
      this._fields.map(({ value }) => value),
    );
    if (typeof filter === 'string') {
      this.say(filter);
      this._fields.find(({ hidden }) => !hidden)?.focus();
    } else {
      onFilter(filter);
    }
  }

  private say(problem: string): void {
    this._problem.textContent = problem;
    this._problem.hidden = problem === '';
  }

  private readonly _kind: ReturnType<typeof kindOf>;
  private readonly _comparisons: readonly Comparison[];
  private readonly _op: HTMLSelectElement;
  private readonly _fields: readonly (HTMLInputElement | HTMLSelectElement)[];
  private readonly _problem = element('div', 'jp-datawisp-Problem');
  private readonly _values = element('div', 'jp-datawisp-FilterForm-values');
  private _picks: readonly {
    readonly text: string;
    readonly node: HTMLLabelElement;
    readonly box: HTMLInputElement;
  }[] = [];
}

function submit(label: string): HTMLButtonElement {
  const node = element(
    'button',
    'jp-Button jp-mod-styled jp-mod-small jp-mod-accept jp-datawisp-Button',
    label,
  );
  node.type = 'submit';
  return node;
}

function note(words: string): HTMLElement {
  return element('div', 'jp-datawisp-Hint', words);
}
