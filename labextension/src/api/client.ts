/** The only module that talks to the Jupyter server, and through it to the broker. */

import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import {
  parseCatalog,
  parseKinds,
  parseMe,
  parseProblem,
  parseSource,
  parseSources,
  parseTestReport,
  type Catalog,
  type Draft,
  type Kind,
  type Me,
  type Problem,
  type Source,
  type TestReport,
} from './messages';
import { isRecord, ShapeError, type Parser } from './parse';

const API = 'datawisp/api/v1';

/** The request did not end well; `problem` says why, in words for a person. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    /** Whether it is because nobody is signed in any more. */
    readonly isSignedOut = false,
  ) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
  }
}

/** What the panel and the form ask for. */
export interface SourcesApi {
  me(): Promise<Me>;
  sources(): Promise<readonly Source[]>;
  kinds(): Promise<readonly Kind[]>;
  /** A source's tables; `fresh` has the source asked again. */
  catalog(id: string, fresh: boolean): Promise<Catalog>;
  add(draft: Draft): Promise<Source>;
  remove(id: string): Promise<void>;
  test(id: string): Promise<TestReport>;
  testDraft(draft: Draft, signal: AbortSignal): Promise<TestReport>;
}

/** The broker's API as the server passes it on. */
export class ApiClient implements SourcesApi {
  constructor(private readonly settings = ServerConnection.makeSettings()) {}

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
    const path = `connectors/${encodeURIComponent(id)}/catalog`;
    return this.ask('GET', fresh ? `${path}?refresh=true` : path, parseCatalog);
  }

  add(draft: Draft): Promise<Source> {
    return this.ask('POST', 'connectors', parseSource, { body: draft });
  }

  async remove(id: string): Promise<void> {
    await this.ask('DELETE', `connectors/${encodeURIComponent(id)}`, () => undefined);
  }

  test(id: string): Promise<TestReport> {
    return this.ask('POST', `connectors/${encodeURIComponent(id)}/test`, parseTestReport);
  }

  testDraft(draft: Draft, signal: AbortSignal): Promise<TestReport> {
    return this.ask('POST', 'connectors/test', parseTestReport, { body: draft, signal });
  }

  private async ask<T>(
    method: string,
    path: string,
    parser: Parser<T>,
    extra: { body?: Draft; signal?: AbortSignal } = {},
  ): Promise<T> {
    const url = URLExt.join(this.settings.baseUrl, API, path);
    const init: RequestInit = { method, signal: extra.signal ?? null };
    if (extra.body !== undefined) {
      init.body = JSON.stringify(extra.body);
      init.headers = { 'Content-Type': 'application/json' };
    }
    const response = await this.send(url, init);
    const body = await readJson(response);
    if (!response.ok) {
      throw errorOf(response.status, body);
    }
    try {
      return parser(body, 'The answer');
    } catch (error) {
      if (error instanceof ShapeError) {
        throw new ApiError(problemOf('answer_unreadable', error.message, RELOAD));
      }
      throw error;
    }
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this.settings);
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) {
        throw new ApiError(
          problemOf(
            'server_unreachable',
            'The Jupyter server does not answer.',
            'Is it running?',
          ),
        );
      }
      throw error;
    }
  }
}

const RELOAD = 'Reload this page; the server may have been updated.';

/** Whether an error only says that its request is no longer wanted. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The problem behind any error, for showing it. */
export function problemOfError(error: unknown): Problem {
  return error instanceof ApiError
    ? error.problem
    : problemOf(
        'unexpected',
        'Something went wrong in this page.',
        'Reload it and try again.',
      );
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

function problemOf(code: string, detail: string, hint: string): Problem {
  return { code, title: detail, detail, hint, fields: {} };
}

function errorOf(status: number, body: unknown): ApiError {
  if (isRecord(body) && typeof body['code'] === 'string') {
    return new ApiError(parseProblem(body, 'The problem'), status === 401);
  }
  // Jupyter's own refusal of somebody whose session is over is a plain 403 or 401.
  if (status === 401 || status === 403) {
    return new ApiError(problemOf('not_signed_in', 'You are signed out.', ''), true);
  }
  return new ApiError(
    problemOf(
      `http_${status}`,
      `The Jupyter server answered with status ${status}.`,
      'Is datawisp_jupyter enabled there?',
    ),
  );
}

async function readJson(response: Response): Promise<unknown> {
  const body = await response.text();
  if (body === '') {
    return undefined;
  }
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
