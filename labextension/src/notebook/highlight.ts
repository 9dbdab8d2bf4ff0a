/** SQL in the colours of SQL, in cells that begin with `%%datawisp`. */

import { Compartment, Prec, type Extension, type Text } from '@codemirror/state';
import {
  Decoration,
  type EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

const MAGIC = /^\s*%%datawisp(\s|$)/;

const magicLine = Decoration.set(
  Decoration.line({ class: 'jp-datawisp-MagicLine' }).range(0),
);

/** Whether a cell's text is a query with a body. */
export function isQueryCell(doc: Text): boolean {
  return MAGIC.test(doc.line(1).text);
}

/** The extension of an editor; `sql` is the support of the language, once it is there. */
export function sqlInQueryCells(sql: Promise<Extension | null>): Extension {
  const language = new Compartment();
  const plugin = ViewPlugin.define(view => new QueryCell(view, language, sql), {
    decorations: cell => cell.decorations,
  });
  // The first language counts, and JupyterLab has set one of its own.
  return [Prec.highest(language.of([])), plugin];
}

class QueryCell {
  constructor(
    private readonly view: EditorView,
    private readonly language: Compartment,
    private readonly sql: Promise<Extension | null>,
  ) {
    void this.follow();
  }

  decorations: DecorationSet = Decoration.none;

  update(update: ViewUpdate): void {
    if (update.docChanged) {
      void this.follow();
    }
  }

  destroy(): void {
    this._isDestroyed = true;
  }

  /** Make the editor's language the one of its text. */
  private async follow(): Promise<void> {
    // An editor cannot be told anything while it is being told something.
    const sql = await this.sql;
    const isQuery = isQueryCell(this.view.state.doc);
    if (this._isDestroyed || sql === null || isQuery === this._isQuery) {
      return;
    }
    this._isQuery = isQuery;
    this.decorations = isQuery ? magicLine : Decoration.none;
    this.view.dispatch({ effects: this.language.reconfigure(isQuery ? sql : []) });
  }

  private _isQuery = false;
  private _isDestroyed = false;
}
