// Docker Hub on the simulated internet: the registry's HTTP API v2 with tokens, as registry-1.docker.io and auth.docker.io answer. No TLS.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import {
  ByteReader,
  type Headers,
  header,
  keepsAlive,
  parseQuery,
  type RequestHead,
  readRequest,
  requestBody,
  responseText,
  wholeBody,
  writeMessage,
} from '../../userland/lib/http.ts';
import { encode } from '../../userland/lib/io.ts';
import { type Blob, blobsOf, type HubImage } from './image.ts';

interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array;
}

const API: Headers = [['Docker-Distribution-Api-Version', 'registry/2.0']];
const json = (status: number, value: unknown, headers: Headers = []): Answer => ({
  status,
  headers: [['Content-Type', 'application/json'], ...API, ...headers],
  body: encode(`${JSON.stringify(value)}\n`),
});
const error = (status: number, code: string, message: string, detail: unknown = null, headers: Headers = []): Answer =>
  json(status, { errors: [{ code, message, detail }] }, headers);

/** What the hub has; blobs are made for an image when something of it is first asked for. */
export class Hub {
  readonly #images: readonly HubImage[];
  readonly #made = new Map<HubImage, ReturnType<typeof blobsOf>>();

  constructor(images: readonly HubImage[]) {
    this.#images = images;
  }

  #blobs(image: HubImage): ReturnType<typeof blobsOf> {
    let made = this.#made.get(image);
    if (!made) this.#made.set(image, (made = blobsOf(image)));
    return made;
  }

  has(repository: string): boolean {
    return this.#images.some(image => image.repository === repository);
  }

  tags(repository: string): string[] {
    return this.#images.filter(image => image.repository === repository).flatMap(image => image.tags);
  }

  /** An index or manifest by tag or digest. */
  manifest(repository: string, reference: string): Blob | undefined {
    for (const image of this.#images) {
      if (image.repository !== repository) continue;
      if (image.tags.includes(reference)) return this.#blobs(image).index;
      if (!reference.startsWith('sha256:')) continue;
      const { index, blobs } = this.#blobs(image);
      const found = [index, blobs[0]!].find(({ digest }) => digest === reference);
      if (found) return found;
    }
    return undefined;
  }

  blob(repository: string, digest: string): Blob | undefined {
    return this.#images
      .filter(image => image.repository === repository)
      .flatMap(image => this.#blobs(image).blobs)
      .find(each => each.digest === digest);
  }
}

const CHALLENGE = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';

function answer(hub: Hub, request: RequestHead): Answer {
  const [path = '', query = ''] = request.target.split('?') as [string, string?];
  if (path === '/token') {
    const scope = parseQuery(query).find(([name]) => name === 'scope')?.[1] ?? '';
    // Anonymous users get a token whatever they ask for; what it opens is decided at the repository.
    const token = `anonymous.${encodeURIComponent(scope)}`;
    return json(200, { token, access_token: token, expires_in: 300, issued_at: '2026-01-01T00:00:00Z' });
  }
  if (!path.startsWith('/v2/')) return error(404, 'NOT_FOUND', '404 page not found');
  const authorization = header(request.headers, 'Authorization');
  const [, repository, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
  const challenge = (scope: string): Answer =>
    error(401, 'UNAUTHORIZED', 'authentication required', null, [
      ['WWW-Authenticate', CHALLENGE + (scope === '' ? '' : `,scope="${scope}"`)],
    ]);
  if (authorization === undefined) return challenge(repository === undefined ? '' : `repository:${repository}:pull`);
  if (path === '/v2/') return json(200, {});
  if (repository === undefined || kind === undefined || reference === undefined) return error(404, 'NOT_FOUND', 'not found');
  if (!hub.has(repository)) return challenge(`repository:${repository}:pull`);
  if (kind === 'tags') return json(200, { name: repository, tags: hub.tags(repository) });
  const blob = kind === 'manifests' ? hub.manifest(repository, reference) : hub.blob(repository, reference);
  if (!blob) {
    return kind === 'manifests'
      ? error(404, 'MANIFEST_UNKNOWN', 'manifest unknown', `unknown tag=${reference}`)
      : error(404, 'BLOB_UNKNOWN', 'blob unknown to registry', reference);
  }
  return { status: 200, headers: [['Content-Type', blob.mediaType], ['Docker-Content-Digest', blob.digest], ...API], body: blob.bytes };
}

/** Answers requests on one connection until either end has enough. */
export async function serveRegistry(sys: Sys, fd: Fd, hub: Hub): Promise<void> {
  const reader = new ByteReader(sys, fd);
  for (;;) {
    const request = await readRequest(reader);
    if (!request) return;
    await wholeBody(reader, requestBody(request));
    const { status, headers, body } = answer(hub, request);
    const head = responseText(status, [...headers, ['Content-Length', `${body.length}`]]);
    await writeMessage(sys, fd, head, request.method === 'HEAD' ? new Uint8Array(0) : body);
    if (!keepsAlive(request)) return;
  }
}
