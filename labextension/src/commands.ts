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
  share: 'datawisp:share-source',
  review: 'datawisp:review-access',
  reviewSource: 'datawisp:review-source',
  viewAs: 'datawisp:view-as',
  savedQueries: 'datawisp:saved-queries',
  transfer: 'datawisp:transfer-source',
  support: 'datawisp:ask-support',
  outputs: 'datawisp:source-settings',
  proposal: 'datawisp:show-proposal',
  signOut: 'datawisp:sign-out',
} as const;
