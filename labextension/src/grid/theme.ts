/** ag-grid in the colours and letters of JupyterLab; they follow when its theme changes. */

import { themeQuartz, type Theme } from 'ag-grid-community';

export const ROW_HEIGHT = 24;

export const labTheme: Theme = themeQuartz.withParams({
  accentColor: 'var(--jp-brand-color1)',
  backgroundColor: 'var(--jp-layout-color1)',
  borderColor: 'var(--jp-border-color2)',
  browserColorScheme: 'inherit',
  cellHorizontalPadding: 10,
  cellTextColor: 'var(--jp-ui-font-color1)',
  columnBorder: { color: 'var(--jp-border-color3)' },
  dataFontSize: 'var(--jp-ui-font-size1)',
  fontFamily: 'var(--jp-ui-font-family)',
  fontSize: 'var(--jp-ui-font-size1)',
  foregroundColor: 'var(--jp-ui-font-color1)',
  headerBackgroundColor: 'var(--jp-layout-color2)',
  headerColumnBorder: { color: 'var(--jp-border-color3)' },
  headerColumnResizeHandleColor: 'transparent',
  headerFontSize: 'var(--jp-ui-font-size1)',
  headerFontWeight: 600,
  headerTextColor: 'var(--jp-ui-font-color1)',
  menuBackgroundColor: 'var(--jp-layout-color1)',
  oddRowBackgroundColor: 'var(--jp-rendermime-table-row-background)',
  rowBorder: false,
  rowHeight: ROW_HEIGHT,
  rowHoverColor: 'var(--jp-rendermime-table-row-hover-background)',
  spacing: 6,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
});
