/** The only module that talks to the Jupyter server, and through it to the broker. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { parseProblem, type Problem } from './messages';
import { isRecord, ShapeError, type Parser } from './parse';

const API = 'datawisp/api/v1';
const RELOAD = 'Reload this page; the server may have been updated.';

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

/** The path of something whose name or id comes from elsewhere. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Asks the server, and believes an answer only once it is parsed. */
export class Transport {
  constructor(private readonly settings = ServerConnection.makeSettings()) {}

  /** The answer to one request; raises `ApiError`. */
  async ask<T>(
    method: Method,
    path: string,
    parser: Parser<T>,
    extra: { readonly body?: object; readonly signal?: AbortSignal } = {},
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
