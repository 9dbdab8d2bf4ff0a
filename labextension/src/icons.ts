/** Icons of our own, in the grid and the colours of JupyterLab's. */

import { LabIcon } from '@jupyterlab/ui-components';

const strokes = (body: string): string =>
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">' +
  // The fill stands outside: JupyterLab paints whatever has both its class and a fill.
  '<g fill="none"><g class="jp-icon3 jp-icon-selectable" stroke="#616161" stroke-width="1.8"' +
  ` stroke-linecap="round" stroke-linejoin="round">${body}</g></g></svg>`;

const CYLINDER =
  '<ellipse cx="12" cy="5.7" rx="7.5" ry="3"/>' +
  '<path d="M4.5 5.7v12.6c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V5.7"/>' +
  '<path d="M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3"/>';

export const databaseIcon = new LabIcon({
  name: 'datawisp:database',
  svgstr: strokes(CYLINDER),
});

export const fileDatabaseIcon = new LabIcon({
  name: 'datawisp:file-database',
  svgstr: strokes(
    '<path d="M14 2.7H6.5A1.5 1.5 0 0 0 5 4.2v15.6a1.5 1.5 0 0 0 1.5 1.5h11' +
      'a1.5 1.5 0 0 0 1.5-1.5V7.7z"/><path d="M14 2.7v5h5"/>' +
      '<ellipse cx="12" cy="12.2" rx="3.2" ry="1.3"/>' +
      '<path d="M8.8 12.2v4.3c0 .7 1.4 1.3 3.2 1.3s3.2-.6 3.2-1.3v-4.3"/>',
  ),
});

export const tableIcon = new LabIcon({
  name: 'datawisp:table',
  svgstr: strokes(
    '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/><path d="M3.5 9.5h17M3.5 14.5h17M10 9.5v10"/>',
  ),
});

export const viewIcon = new LabIcon({
  name: 'datawisp:view',
  svgstr: strokes(
    '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>' +
      '<circle cx="12" cy="12" r="2.8"/>',
  ),
});

export const insertCellIcon = new LabIcon({
  name: 'datawisp:insert-cell',
  svgstr: strokes(
    '<path d="M20.5 11V6A1.5 1.5 0 0 0 19 4.5H5A1.5 1.5 0 0 0 3.5 6v12A1.5 1.5 0 0 0 5 19.5h6.5"/>' +
      '<path d="M7.5 9l3 3-3 3M17.5 14.5v7M14 18h7"/>',
  ),
});

export const plugIcon = new LabIcon({
  name: 'datawisp:test',
  svgstr: strokes('<path d="M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v4.5"/>'),
});

export const sealedIcon = new LabIcon({
  name: 'datawisp:sealed',
  svgstr: strokes(
    '<rect x="4.5" y="10" width="15" height="11" rx="1.5"/>' +
      '<path d="M8 10V7a4 4 0 0 1 8 0v3M12 14.5v2.5"/>',
  ),
});

const PERSON =
  '<circle cx="9" cy="7.5" r="3.5"/><path d="M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6"/>';

export const shareIcon = new LabIcon({
  name: 'datawisp:share',
  svgstr: strokes(`${PERSON}<path d="M18.5 7.5v7M15 11h7"/>`),
});

export const reviewIcon = new LabIcon({
  name: 'datawisp:review',
  svgstr: strokes(
    `${PERSON}<path d="M15.5 9.5l2.3 2.3 4.2-4.6M18 15.5c2 .8 3.4 2.4 3.4 4.5"/>`,
  ),
});

export const savedQueryIcon = new LabIcon({
  name: 'datawisp:saved-query',
  svgstr: strokes(
    '<path d="M6.5 3.5h11A1.5 1.5 0 0 1 19 5v16l-7-4.5L5 21V5a1.5 1.5 0 0 1 1.5-1.5z"/>' +
      '<path d="M9 8.5h6M9 12h4"/>',
  ),
});

export const supportIcon = new LabIcon({
  name: 'datawisp:support',
  svgstr: strokes(
    '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.5"/>' +
      '<path d="M6 6l3.5 3.5M14.5 14.5L18 18M18 6l-3.5 3.5M9.5 14.5L6 18"/>',
  ),
});

/** The icon of a kind of source. */
export function kindIcon(kind: string): LabIcon {
  return kind === 'sqlite' || kind === 'duckdb' ? fileDatabaseIcon : databaseIcon;
}

export const filterIcon = new LabIcon({
  name: 'datawisp:filter',
  svgstr: strokes('<path d="M4 5.5h16l-6.2 7.2v6l-3.6-2v-4z"/>'),
});

export const moreIcon = new LabIcon({
  name: 'datawisp:more',
  svgstr: strokes('<path d="M6 9.5l6 6 6-6"/>'),
});

export const findIcon = new LabIcon({
  name: 'datawisp:find',
  svgstr: strokes('<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>'),
});

export const columnsIcon = new LabIcon({
  name: 'datawisp:columns',
  svgstr: strokes(
    '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/><path d="M9.2 4.5v15M14.8 4.5v15"/>',
  ),
});

export const exportIcon = new LabIcon({
  name: 'datawisp:export',
  svgstr: strokes('<path d="M12 4v10.5M7.5 10.5L12 15l4.5-4.5M4.5 19.5h15"/>'),
});

export const closeIcon = new LabIcon({
  name: 'datawisp:close',
  svgstr: strokes('<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>'),
});
