/** What is asked of the broker about sharing and about saved queries. */

import {
  parseSavedQueries,
  parseSavedQuery,
  type SavedQuery,
  type SavedQueryDraft,
} from './saved-messages';
import {
  parseBanners,
  parseGrant,
  parseGrants,
  parsePreview,
  parseProposals,
  parseRevokeReport,
  parseUses,
  parseViewAs,
  type Banner,
  type Grant,
  type GrantDraft,
  type Preview,
  type Proposal,
  type RecipientDraft,
  type RevokeReport,
  type SupportDraft,
  type Use,
  type ViewAs,
  type ViewAsRequest,
} from './sharing-messages';
import { pathOf, Transport } from './transport';

/** What the dialogs and the review ask for; a source is named by its id. */
export interface SharingApi {
  given(): Promise<readonly Grant[]>;
  received(): Promise<readonly Grant[]>;
  share(source: string, draft: GrantDraft): Promise<Grant>;
  /** What would come of a draft; `replaces` is the grant that it would change. */
  preview(
    source: string,
    draft: GrantDraft,
    replaces: string | null,
    signal: AbortSignal,
  ): Promise<Preview>;
  change(grant: string, draft: GrantDraft): Promise<Grant>;
  revoke(grant: string): Promise<RevokeReport>;
  /** Take everything back from a recipient, of one source or of all. */
  revokeAll(recipient: RecipientDraft, source?: string): Promise<RevokeReport>;
  transfer(source: string, email: string): Promise<void>;
  support(source: string, draft: SupportDraft): Promise<Grant>;
  viewAs(source: string, request: ViewAsRequest, signal: AbortSignal): Promise<ViewAs>;
  uses(source: string): Promise<readonly Use[]>;
  banners(): Promise<readonly Banner[]>;
  proposals(): Promise<readonly Proposal[]>;
  /** Do what was proposed; `accept` are the doubts that are meant. */
  confirm(proposal: string, accept: readonly string[]): Promise<void>;
  decline(proposal: string): Promise<void>;
}

export interface SavedQueriesApi {
  savedQueries(source: string): Promise<readonly SavedQuery[]>;
  versions(source: string, name: string): Promise<readonly SavedQuery[]>;
  save(source: string, draft: SavedQueryDraft): Promise<SavedQuery>;
  removeSaved(source: string, name: string): Promise<void>;
}

const nothing = (): undefined => undefined;

/** The broker's API as the server passes it on. */
export class SharingClient extends Transport implements SharingApi, SavedQueriesApi {
  given(): Promise<readonly Grant[]> {
    return this.ask('GET', 'grants/given', parseGrants);
  }

  received(): Promise<readonly Grant[]> {
    return this.ask('GET', 'grants/received', parseGrants);
  }

  share(source: string, draft: GrantDraft): Promise<Grant> {
    return this.ask('POST', pathOf('connectors', source, 'grants'), parseGrant, {
      body: draft,
    });
  }

  preview(
    source: string,
    draft: GrantDraft,
    replaces: string | null,
    signal: AbortSignal,
  ): Promise<Preview> {
    const path = pathOf('connectors', source, 'grants', 'preview');
    return this.ask('POST', path, parsePreview, { body: { draft, replaces }, signal });
  }

  change(grant: string, draft: GrantDraft): Promise<Grant> {
    return this.ask('PUT', pathOf('grants', grant), parseGrant, { body: draft });
  }

  revoke(grant: string): Promise<RevokeReport> {
    return this.ask('DELETE', pathOf('grants', grant), parseRevokeReport);
  }

  revokeAll(recipient: RecipientDraft, source?: string): Promise<RevokeReport> {
    const body = source === undefined ? { recipient } : { recipient, connector: source };
    return this.ask('POST', 'grants/revoke-all', parseRevokeReport, { body });
  }

  async transfer(source: string, email: string): Promise<void> {
    const body = { email };
    await this.ask('POST', pathOf('connectors', source, 'transfer'), nothing, { body });
  }

  support(source: string, draft: SupportDraft): Promise<Grant> {
    return this.ask('POST', pathOf('connectors', source, 'support'), parseGrant, {
      body: draft,
    });
  }

  viewAs(source: string, body: ViewAsRequest, signal: AbortSignal): Promise<ViewAs> {
    const path = pathOf('connectors', source, 'view-as');
    return this.ask('POST', path, parseViewAs, { body, signal });
  }

  uses(source: string): Promise<readonly Use[]> {
    return this.ask('GET', pathOf('connectors', source, 'uses'), parseUses);
  }

  banners(): Promise<readonly Banner[]> {
    return this.ask('GET', 'banners', parseBanners);
  }

  proposals(): Promise<readonly Proposal[]> {
    return this.ask('GET', 'proposals', parseProposals);
  }

  async confirm(proposal: string, accept: readonly string[]): Promise<void> {
    const body = { accept };
    await this.ask('POST', pathOf('proposals', proposal, 'confirm'), nothing, { body });
  }

  async decline(proposal: string): Promise<void> {
    await this.ask('DELETE', pathOf('proposals', proposal), nothing);
  }

  savedQueries(source: string): Promise<readonly SavedQuery[]> {
    return this.ask(
      'GET',
      pathOf('connectors', source, 'saved-queries'),
      parseSavedQueries,
    );
  }

  versions(source: string, name: string): Promise<readonly SavedQuery[]> {
    const path = pathOf('connectors', source, 'saved-queries', name, 'versions');
    return this.ask('GET', path, parseSavedQueries);
  }

  save(source: string, draft: SavedQueryDraft): Promise<SavedQuery> {
    const path = pathOf('connectors', source, 'saved-queries', draft.name);
    return this.ask('PUT', path, parseSavedQuery, { body: draft });
  }

  async removeSaved(source: string, name: string): Promise<void> {
    await this.ask('DELETE', pathOf('connectors', source, 'saved-queries', name), nothing);
  }
}
