// @vitest-environment jsdom
import { Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { expect, test, vi } from 'vitest';

import { isQueryCell, sqlInQueryCells } from '../src/notebook/highlight';

test.each([
  ['%%datawisp shop\nSELECT 1', true],
  ['  %%datawisp', true],
  ['%datawisp sources', false],
  ['%%datawisper x', false],
  ['# %%datawisp', false],
  ['', false],
])('%j is a query cell: %s', (text, expected) => {
  expect(isQueryCell(Text.of(text.split('\n')))).toBe(expected);
});

test('a cell is SQL from the moment that its first line says so, and no longer', async () => {
  const sql = EditorView.editorAttributes.of({ 'data-language': 'sql' });
  const view = new EditorView({
    doc: 'SELECT 1',
    extensions: sqlInQueryCells(Promise.resolve(sql)),
  });
  view.dispatch({ changes: { from: 0, insert: '%%datawisp shop\n' } });
  await vi.waitFor(() => {
    expect(view.dom.dataset['language']).toBe('sql');
  });
  expect(view.dom.querySelectorAll('.jp-datawisp-MagicLine')).toHaveLength(1);
  view.dispatch({ changes: { from: 0, to: 2, insert: '#' } });
  await vi.waitFor(() => {
    expect(view.dom.dataset['language']).toBeUndefined();
  });
  expect(view.dom.querySelector('.jp-datawisp-MagicLine')).toBeNull();
  view.destroy();
});

test('an editor that is gone before the language has come is left alone', async () => {
  const sql = Promise.resolve(EditorView.editorAttributes.of({ 'data-language': 'sql' }));
  const view = new EditorView({ doc: '%%datawisp a', extensions: sqlInQueryCells(sql) });
  const dispatch = vi.spyOn(view, 'dispatch');
  view.destroy();
  await new Promise(resolve => setTimeout(resolve, 0));
  expect(dispatch).not.toHaveBeenCalled();
});
