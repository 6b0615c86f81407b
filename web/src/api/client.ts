// The only door to the server. Nothing else in the console calls fetch.
import i18next from 'i18next';
import { noteLost, noteReached, probeWith } from './connection';
import { recall } from './memory';
import type { ProblemBody } from './types';

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail || body.title || body.code);
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }

  fieldErrors() {
    return this.body.errors ?? [];
  }

  /** What went wrong and what to do about it, on one line. */
  words() {
    const { advice = '' } = this.body;
    // Chinese puts no space between sentences.
    return `${this.message}${advice && !/[。！？]$/.test(this.message) ? ' ' : ''}${advice}`;
  }
}

export const UNREACHABLE = 'network.unreachable';

/** Nobody answered: the line, or a server that is not there. */
export const isUnreachable = (error: unknown): boolean => {
  const { code, status } = asProblem(error);
  return code === UNREACHABLE || status === 502 || status === 504;
};

/** Whatever is thrown on the way, in words; what did not come from the server is a fault of this page. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: 0, code: 'console.fault', title: i18next.t('common.error.fault') });
}

/** What may pass by itself: the line, and a server that is just starting. */
export function mayPass(error: unknown): boolean {
  const { status, code } = asProblem(error);
  return code === UNREACHABLE || status === 502 || status === 503;
}

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  query?: Query;
  body?: unknown;
  ifMatch?: number;
  signal?: AbortSignal;
  /** Whoever asks sees to it themselves that nobody is signed in. */
  quiet?: boolean;
};

let onSignedOut: () => void = () => {};

/** Called once by the router: what to do when any answer says that the session is over. */
export function whenSignedOut(listener: () => void) {
  onSignedOut = listener;
}

export function address(path: string, query: Query = {}): string {
  const known = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const search = new URLSearchParams(known.map(([key, value]) => [key, String(value)]));
  return known.length ? `/api${path}?${search}` : `/api${path}`;
}

function encode(body: unknown): { payload?: BodyInit; type?: string } {
  if (body === undefined) return {};
  if (body instanceof Blob) return { payload: body, type: body.type || 'application/octet-stream' };
  return { payload: JSON.stringify(body), type: 'application/json' };
}

async function readProblem(response: Response): Promise<Problem> {
  const retry = response.headers.get('Retry-After');
  try {
    const body = (await response.json()) as ProblemBody;
    return new Problem({ ...body, status: response.status });
  } catch {
    const title = i18next.t('common.error.status', { status: response.status });
    const detail = retry ? i18next.t('common.error.retryAfter', { count: Number(retry) }) : undefined;
    return new Problem({ status: response.status, code: `http.${response.status}`, title, detail });
  }
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const { payload, type } = encode(options.body);
  const headers = new Headers({
    Accept: 'application/json',
    'Accept-Language': i18next.language || recall().locale || 'zh-CN',
  });
  if (type) headers.set('Content-Type', type);
  if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
  const response = await fetch(address(path, options.query), {
    method,
    headers,
    body: payload,
    signal: options.signal,
    credentials: 'same-origin',
  }).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    noteLost();
    throw new Problem({ status: 0, code: UNREACHABLE, title: i18next.t('common.error.network') });
  });
  // In front of a server that is gone a proxy may answer for it.
  if (response.status === 502 || response.status === 504) noteLost();
  else noteReached();
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.status === 401 && problem.code !== 'login.refused' && !options.quiet) onSignedOut();
  throw problem;
}

async function json<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, query?: Query, ifMatch?: number) =>
    json<T>('POST', path, { body, query, ifMatch }),
  patch: <T>(path: string, body: unknown, ifMatch?: number) => json<T>('PATCH', path, { body, ifMatch }),
  put: <T>(path: string, body: unknown, ifMatch?: number) => json<T>('PUT', path, { body, ifMatch }),
  delete: <T>(path: string, ifMatch?: number) => json<T>('DELETE', path, { ifMatch }),
  /** Without the way to the sign-in page where nobody is signed in. */
  look: <T>(path: string) => json<T>('GET', path, { quiet: true }),
  text: async (path: string) => (await send('GET', path, {})).text(),
};

probeWith(() => api.look('/health'));

/** Server-sent events; the caller closes the source. */
export function openEvents(): EventSource {
  return new EventSource(address('/events'));
}
