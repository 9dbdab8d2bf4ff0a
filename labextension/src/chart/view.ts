/** The chart of a result: what to draw, the drawing, and what is to be said of it. */

import type { IDisposable } from '@lumino/disposable';

import type { ResultColumn } from '../result/messages';
import type { Drawing, Drawn } from './drawing';
import {
  AGGREGATES,
  KINDS,
  NO_CHOICE,
  UNITS,
  type ChartAnswer,
  type ChartRequest,
} from './messages';
import { download, pictureOf, type PictureFormat } from './picture';

/** The kernel's sentence why something cannot be drawn, or a picture not be taken. */
export class ChartRefusedError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ChartRefusedError';
  }
}

/** What a chart needs of the place that it stands in. */
export interface ChartHost {
  readonly source: string;
  readonly columns: readonly ResultColumn[];
  /** The points for a request; raises `ChartRefusedError`. */
  readonly ask: (request: ChartRequest) => Promise<ChartAnswer>;
  /** Ask whether the picture may leave the kernel; raises `ChartRefusedError` when not. */
  readonly askExport: (format: PictureFormat) => Promise<void>;
  /** Whether it is worth asking. */
  readonly mayExport: boolean;
  readonly draw: Drawing;
  /** Something other than a refusal came between: the host says what. */
  readonly onFailure: (error: unknown) => void;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

const OPEN: Choice = { value: '', label: 'Automatic' };

/** A chart in `node`, with its controls; `start` is what it opens with. */
export class ChartView implements IDisposable {
  constructor(
    private readonly node: HTMLElement,
    private readonly host: ChartHost,
    start: ChartRequest = NO_CHOICE,
  ) {
    this._request = start;
    this.node.classList.add('jp-datawisp-Chart');
    this._controls.className = 'jp-datawisp-Chart-controls';
    this._controls.setAttribute('role', 'group');
    this._controls.setAttribute('aria-label', 'What the chart shows');
    this._stage.className = 'jp-datawisp-Chart-stage';
    this._notes.className = 'jp-datawisp-Chart-notes';
    this._notes.setAttribute('role', 'status');
    this.node.append(this._controls, this._stage, this._notes);
    this.showControls(start);
    this.refresh();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Draw again: the rows in view, or the theme, are others now. */
  refresh(): void {
    const turn = ++this._turn;
    this._stage.setAttribute('aria-busy', 'true');
    this.host.ask(this._request).then(
      answer => {
        if (turn === this._turn) {
          void this.show(answer, turn);
        }
      },
      (error: unknown) => {
        if (turn === this._turn) {
          this.fail(error);
        }
      },
    );
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._turn++;
      this._drawn?.dispose();
      this._drawn = null;
      this.node.replaceChildren();
      this.node.classList.remove('jp-datawisp-Chart');
    }
  }

  private async show(answer: ChartAnswer, turn: number): Promise<void> {
    this._drawn?.dispose();
    this._drawn = null;
    this._stage.replaceChildren();
    this.showControls(answer.chart);
    let drawn: Drawn;
    try {
      drawn = await this.host.draw(answer, this._stage);
    } catch {
      // The text of a drawing library's error may hold a value.
      drawn = { svg: null, isDisposed: false, dispose: () => undefined };
      this.say(['This chart cannot be drawn by this version of JupyterLab.']);
    }
    if (turn !== this._turn) {
      drawn.dispose();
      return;
    }
    this._drawn = drawn;
    this._stage.setAttribute('aria-busy', 'false');
    this.say(answer.notes);
  }

  private fail(error: unknown): void {
    this._stage.setAttribute('aria-busy', 'false');
    if (!(error instanceof ChartRefusedError)) {
      this.host.onFailure(error);
      return;
    }
    this._drawn?.dispose();
    this._drawn = null;
    this._stage.replaceChildren();
    this.say([error.message]);
  }

  private say(sentences: readonly string[]): void {
    this._notes.replaceChildren(
      ...sentences.map(sentence => {
        const node = document.createElement('p');
        node.textContent = sentence;
        return node;
      }),
    );
  }

  /** The controls, with what was taken for what is left open. */
  private showControls(taken: ChartRequest): void {
    const columns = this.host.columns.map((column, index) => ({
      value: String(index),
      label: column.name,
    }));
    const focused = document.activeElement?.getAttribute('data-choice') ?? '';
    const chosen = this._request;
    this._controls.replaceChildren(
      this.choice('kind', 'Chart', named(KINDS), chosen.kind ?? taken.kind),
      this.choice('x', 'Across', columns, chosen.x ?? taken.x),
      this.choice(
        'aggregate',
        'Show',
        named(AGGREGATES),
        chosen.aggregate ?? taken.aggregate,
      ),
      this.choice('y', 'of', columns, chosen.y ?? taken.y),
      this.choice('color', 'By colour', columns, chosen.color ?? taken.color),
      this.choice('unit', 'Time in steps of', named(UNITS), chosen.unit ?? taken.unit),
      this.exportButtons(),
    );
    if (focused !== '') {
      this._controls
        .querySelector<HTMLSelectElement>(`[data-choice="${CSS.escape(focused)}"]`)
        ?.focus();
    }
  }

  private choice(
    key: Exclude<keyof ChartRequest, 'bins'>,
    label: string,
    choices: readonly Choice[],
    value: string | number | null,
  ): HTMLElement {
    const node = document.createElement('label');
    const select = document.createElement('select');
    select.className = 'jp-mod-styled';
    select.dataset['choice'] = key;
    for (const one of [OPEN, ...choices]) {
      select.append(new Option(one.label, one.value));
    }
    select.value = value === null ? '' : String(value);
    select.addEventListener('change', () => {
      const isPlace = key === 'x' || key === 'y' || key === 'color';
      const picked =
        select.value === '' ? null : isPlace ? Number(select.value) : select.value;
      this._request = { ...this._request, [key]: picked };
      this.refresh();
    });
    node.append(label, select);
    return node;
  }

  private exportButtons(): HTMLElement {
    const node = document.createElement('span');
    node.className = 'jp-datawisp-Chart-export';
    for (const format of ['png', 'svg'] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'jp-Button jp-mod-styled jp-mod-small jp-datawisp-Button';
      button.textContent = `Save as ${format.toUpperCase()}`;
      button.disabled = !this.host.mayExport;
      button.title = this.host.mayExport
        ? 'The picture leaves the kernel: this is written down for the source’s owner.'
        : 'You may not export from this source.';
      button.addEventListener('click', () => {
        void this.save(format);
      });
      node.append(button);
    }
    return node;
  }

  private async save(format: PictureFormat): Promise<void> {
    const svg = this._drawn?.svg ?? null;
    if (svg === null) {
      return;
    }
    try {
      await this.host.askExport(format);
      download(await pictureOf(svg, format), `${this.host.source}-chart.${format}`);
    } catch (error) {
      this.say([
        error instanceof ChartRefusedError
          ? error.message
          : 'The picture could not be made.',
      ]);
    }
  }

  private readonly _controls = document.createElement('div');
  private readonly _stage = document.createElement('div');
  private readonly _notes = document.createElement('div');
  private _request: ChartRequest;
  private _drawn: Drawn | null = null;
  private _turn = 0;
  private _isDisposed = false;
}

function named(values: readonly string[]): readonly Choice[] {
  return values.map(value => ({
    value,
    label: value.charAt(0).toUpperCase() + value.slice(1),
  }));
}
