/** What is asked of the broker about sources. */

import { PageConfig, URLExt } from '@jupyterlab/coreutils';

import {
  parseCatalog,
  parseKinds,
  parseMe,
  parseSource,
  parseSources,
  parseTestReport,
  type Catalog,
  type Draft,
  type Kind,
  type Me,
  type Outline,
  type OutputLevel,
  type Source,
  type TestReport,
} from './messages';
import { pathOf, Transport } from './transport';

export { ApiError, isAbort, problemOfError } from './transport';

/** What the panel and the form ask for. */
export interface SourcesApi {
  me(): Promise<Me>;
  sources(): Promise<readonly Source[]>;
  kinds(): Promise<readonly Kind[]>;
  /** A source's tables; `fresh` has the source asked again. */
  catalog(id: string, fresh: boolean): Promise<Catalog>;
  add(draft: Draft): Promise<Source>;
  /** What notebooks may show and keep of a source's rows from now on. */
  changeOutputs(id: string, outline: Outline, level: OutputLevel): Promise<Source>;
  remove(id: string): Promise<void>;
  test(id: string): Promise<TestReport>;
  testDraft(draft: Draft, signal: AbortSignal): Promise<TestReport>;
}

/** The broker's API as the server passes it on. */
export class ApiClient extends Transport implements SourcesApi {
  me(): Promise<Me> {
    return this.ask('GET', 'me', parseMe);
  }

  sources(): Promise<readonly Source[]> {
    return this.ask('GET', 'connectors', parseSources);
  }

  kinds(): Promise<readonly Kind[]> {
    return this.ask('GET', 'connector-kinds', parseKinds);
  }

  catalog(id: string, fresh: boolean): Promise<Catalog> {
    const path = pathOf('connectors', id, 'catalog');
    return this.ask('GET', fresh ? `${path}?refresh=true` : path, parseCatalog);
  }

  add(draft: Draft): Promise<Source> {
    return this.ask('POST', 'connectors', parseSource, { body: draft });
  }

  changeOutputs(id: string, outline: Outline, level: OutputLevel): Promise<Source> {
    const body = { outline, output_level: level };
    return this.ask('PUT', pathOf('connectors', id, 'outputs'), parseSource, { body });
  }

  async remove(id: string): Promise<void> {
    await this.ask('DELETE', pathOf('connectors', id), () => undefined);
  }

  test(id: string): Promise<TestReport> {
    return this.ask('POST', pathOf('connectors', id, 'test'), parseTestReport);
  }

  testDraft(draft: Draft, signal: AbortSignal): Promise<TestReport> {
    return this.ask('POST', 'connectors/test', parseTestReport, { body: draft, signal });
  }
}

/** Where a person signs in, to come back to this page. */
export function signInUrl(location: Location = window.location): string {
  const next = encodeURIComponent(location.pathname + location.search);
  return `${URLExt.join(PageConfig.getBaseUrl(), 'login')}?next=${next}`;
}

/** Where a person signs out. */
export function signOutUrl(): string {
  return URLExt.join(PageConfig.getBaseUrl(), 'logout');
}
