/** Reason codes of decisions, in words for the owner. */

const REASONS: Readonly<Record<string, string>> = {
  no_grant: 'nothing is shared with them',
  not_owner: 'only the owner may',
  expired: 'its time is over',
  denied: 'it is denied to them',
  action_not_granted: 'no grant names this',
  parent_gone: 'what it was shared on from has ended',
  sign_in_too_weak: 'they have not signed in strongly enough',
  sign_in_too_old: 'they signed in too long ago',
  claim_missing: 'the identity provider does not say what the filter asks for',
  column_masked: 'the column is masked',
  function_not_allowed: 'a function that is not allowed',
  syntax_not_allowed: 'syntax that is not allowed',
  clause_not_allowed: 'a clause that is not allowed',
  type_not_allowed: 'a type that is not allowed',
  join_not_allowed: 'a join that is not allowed',
  filter_not_allowed: 'a filter that is not allowed',
  collation_not_allowed: 'a collation that is not allowed',
  name_reserved: 'a name that is reserved',
};

/** `nothing is shared with them`; a code that this page does not know as it is. */
export function reasonWords(code: string): string {
  return REASONS[code] ?? code.replaceAll('_', ' ');
}
