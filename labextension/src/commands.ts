/** The names of our commands. */

export const Command = {
  show: 'datawisp:show',
  refresh: 'datawisp:refresh',
  add: 'datawisp:add-source',
  insertCell: 'datawisp:insert-query-cell',
  copyName: 'datawisp:copy-name',
  test: 'datawisp:test-source',
  reloadTables: 'datawisp:reload-tables',
  remove: 'datawisp:remove-source',
  signOut: 'datawisp:sign-out',
} as const;
