// A registry over its HTTP API v2: ping, tokens, manifests, blobs. As distribution/v2 clients do; TLS is not simulated, the words are https's.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import {
  ByteReader,
  type Headers,
  HttpError,
  header,
  type ResponseHead,
  readResponse,
  requestText,
  responseBody,
  wholeBody,
  writeMessage,
} from '../../../userland/lib/http.ts';
import { decode } from '../../../userland/lib/io.ts';
import { goWords, internal, notFound } from '../errors.ts';
import { dialHost } from './dial.ts';

const ACCEPT = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
];

interface Answer {
  head: ResponseHead;
  body: Uint8Array;
}

interface Target {
  scheme: 'http' | 'https';
  host: string;
  port: number;
  shown: string;
}

function targetOf(domain: string): Target {
  const name = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
  const [, host = name, port] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
  const insecure = host === 'localhost' || host.startsWith('127.') || host === '[::1]';
  return { scheme: insecure ? 'http' : 'https', host, port: Number(port ?? (insecure ? 80 : 443)), shown: name };
}

async function get(sys: Sys, target: Target, path: string, headers: Headers, method = 'GET'): Promise<Answer> {
  const url = `${target.scheme}://${target.shown}${path}`;
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  let fd: number;
  try {
    fd = await dialHost(sys, target.host, target.port);
  } catch (error) {
    throw internal(`${verb} "${url}": ${goWords(error)}`);
  }
  try {
    await writeMessage(
      sys,
      fd,
      requestText(method, path, [['Host', target.shown], ['User-Agent', 'docker/28.5.2 go/go1.27.1'], ...headers, ['Connection', 'close']]),
    );
    const reader = new ByteReader(sys, fd);
    const head = await readResponse(reader);
    return { head, body: await wholeBody(reader, responseBody(head, method)) };
  } catch (error) {
    if (error instanceof HttpError || error instanceof Errno) throw internal(`${verb} "${url}": ${error.message}`);
    throw error;
  } finally {
    await sys.close(fd);
  }
}

const quotedFields = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(match => [match[1]!, match[2]!]));

export class Registry {
  readonly #sys: Sys;
  readonly #target: Target;
  readonly #repository: string;
  readonly #familiar: string;
  #token = '';

  constructor(sys: Sys, domain: string, repository: string, familiar: string) {
    this.#sys = sys;
    this.#target = targetOf(domain);
    this.#repository = repository;
    this.#familiar = familiar;
  }

  /** Asks whether it is a registry, and gets a token where it wants one. Throws ApiError. */
  async open(action: 'pull' | 'pull,push'): Promise<void> {
    const { head } = await get(this.#sys, this.#target, '/v2/', []);
    const challenge = header(head.headers, 'WWW-Authenticate');
    if (head.status !== 401 || !challenge) return;
    const { realm = '', service = '' } = quotedFields(challenge);
    const match = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(realm);
    if (!match) throw internal(`unsupported token realm ${realm}`);
    const [, scheme = 'https', host = '', port, path = '/'] = match;
    const target: Target = {
      scheme: scheme as 'http' | 'https',
      host,
      port: Number(port ?? (scheme === 'https' ? 443 : 80)),
      shown: port ? `${host}:${port}` : host,
    };
    const scope = encodeURIComponent(`repository:${this.#repository}:${action}`);
    const { head: answered, body } = await get(this.#sys, target, `${path}?scope=${scope}&service=${encodeURIComponent(service)}`, []);
    if (answered.status !== 200) throw this.#denied();
    const { token, access_token: other } = JSON.parse(decode(body)) as { token?: string; access_token?: string };
    this.#token = token ?? other ?? '';
  }

  #denied() {
    const advice = "repository does not exist or may require 'docker login'";
    return notFound(`pull access denied for ${this.#familiar}, ${advice}: denied: requested access to the resource is denied`);
  }

  #headers(more: Headers = []): Headers {
    return this.#token === '' ? more : [...more, ['Authorization', `Bearer ${this.#token}`]];
  }

  /** A manifest by its tag or digest, and its own digest. Throws ApiError. */
  async manifest(reference: string): Promise<{ body: Uint8Array; digest: string | undefined; mediaType: string }> {
    const path = `/v2/${this.#repository}/manifests/${reference}`;
    const { head, body } = await get(this.#sys, this.#target, path, this.#headers([['Accept', ACCEPT.join(', ')]]));
    if (head.status === 401 || head.status === 403) throw this.#denied();
    if (head.status === 404) {
      const separator = reference.startsWith('sha256:') ? '@' : ':';
      throw notFound(`manifest for ${this.#familiar}${separator}${reference} not found: manifest unknown: manifest unknown`);
    }
    if (head.status !== 200) throw internal(`received unexpected HTTP status: ${head.status} ${head.reason}`);
    return { body, digest: header(head.headers, 'Docker-Content-Digest'), mediaType: header(head.headers, 'Content-Type') ?? '' };
  }

  /** A blob's bytes; redirections to where it is stored are followed. Throws ApiError. */
  async blob(digest: string): Promise<Uint8Array> {
    const { head, body } = await get(this.#sys, this.#target, `/v2/${this.#repository}/blobs/${digest}`, this.#headers());
    const next = header(head.headers, 'Location');
    if (head.status >= 300 && head.status < 400 && next !== undefined) {
      const [, scheme = '', host = '', port, path = '/'] = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(next) ?? [];
      const target: Target = {
        scheme: scheme as 'http' | 'https',
        host,
        port: Number(port ?? (scheme === 'https' ? 443 : 80)),
        shown: host,
      };
      return (await get(this.#sys, target, path, [])).body;
    }
    if (head.status !== 200) throw internal(`received unexpected HTTP status: ${head.status} ${head.reason}`);
    return body;
  }
}
