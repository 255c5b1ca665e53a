// Routes of images, builds and registries. As moby's api/server/router/image and build.

import { decode } from '../../../userland/lib/io.ts';
import type { ProgressMessage } from '../../api/image.ts';
import { buildWithBuildkit } from '../build/buildkit.ts';
import { applyChanges } from '../build/config-change.ts';
import { buildLegacy } from '../build/legacy.ts';
import { commitContainer } from '../container/archive.ts';
import type { Engine } from '../engine.ts';
import { ApiError, goWords, internal, invalid, notFound } from '../errors.ts';
import { Filters } from '../filters.ts';
import { parseJson, type Request, type ResponseStream, type Routes } from '../http.ts';
import { deleteImage, pruneImages } from '../image/delete.ts';
import type { DocumentConfig } from '../image/document.ts';
import { historyOf, inspectImage, listImages } from '../image/list.ts';
import { familiar, familiarName, parseReference, type Reference, withTag } from '../image/reference.ts';
import { importImage, loadImages, referenceFor, saveImages } from '../image/transfer.ts';
import { Registry } from '../registry/client.ts';
import { pullImage } from '../registry/pull.ts';

const JSON_STREAM: [string, string][] = [['Content-Type', 'application/json']];

/** A stream of progress messages that begins with the first: what fails before it is an answer of its own. */
class Messages {
  readonly #request: Request;
  #out: ResponseStream | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  async tell(message: ProgressMessage): Promise<void> {
    this.#out ??= await this.#request.stream(JSON_STREAM);
    await this.#out.write(`${JSON.stringify(message)}\r\n`);
  }

  /** Ends it, with an error where there is one. Rethrows it where nothing was said yet. */
  async end(error?: unknown): Promise<void> {
    if (error !== undefined) {
      if (!this.#out || !(error instanceof ApiError)) throw error;
      await this.tell({ errorDetail: { message: error.message }, error: error.message });
    }
    this.#out ??= await this.#request.stream(JSON_STREAM);
    await this.#out.end();
  }
}

function referenceOf(text: string): Reference {
  const reference = parseReference(text);
  if (typeof reference === 'string') throw invalid(reference);
  return reference;
}

async function create(request: Request, engine: Engine): Promise<void> {
  const { sys } = request;
  const from = request.get('fromImage') ?? '';
  const tag = request.get('tag') ?? '';
  const messages = new Messages(request);
  if (from !== '') {
    try {
      const name = tag === '' ? from : tag.startsWith('sha256:') ? `${from}@${tag}` : `${from}:${tag}`;
      await pullImage(sys, engine, referenceOf(name), request.get('platform') ?? '', message => messages.tell(message));
    } catch (error) {
      return messages.end(error);
    }
    return messages.end();
  }
  const source = request.get('fromSrc') ?? '';
  const message = request.get('message') || `Imported from ${source}`;
  if (source !== '-') throw internal('importing from a URL is not simulated here');
  const bytes = await request.body();
  const changes = request.all('changes');
  const reference = referenceFor(request.get('repo') ?? '', tag);
  const image = await importImage(sys, engine, bytes, {
    reference,
    message,
    platform: request.get('platform') ?? '',
    change: config => applyChanges(config, changes),
  });
  await messages.tell({ status: image.id });
  await messages.end();
}

/** Names have slashes in them: what follows one is matched as a whole. */
const nameOf = (request: Request): string => request.parameters.name ?? '';

async function push(request: Request, engine: Engine): Promise<void> {
  const name = nameOf(request);
  const tag = request.get('tag') ?? '';
  const reference = referenceOf(name);
  const messages = new Messages(request);
  await messages.tell({ status: `The push refers to repository [${reference.domain}/${reference.path}]` });
  try {
    const image = engine.images.named(withTag({ ...reference, tag: tag || undefined }));
    if (!image) throw notFound(`An image does not exist locally with the tag: ${familiarName(reference)}`);
    await new Registry(request.sys, reference.domain, reference.path, familiarName(reference)).open('pull,push');
    throw internal('pushing to a registry is not simulated here');
  } catch (error) {
    await messages.end(error);
  }
}

async function commit(request: Request, engine: Engine): Promise<void> {
  const container = engine.containers.get(request.get('container') ?? '');
  const body = (await request.json<DocumentConfig | null>({ optional: true })) ?? {};
  const changes = request.all('changes');
  const reference = referenceFor(request.get('repo') ?? '', request.get('tag') ?? '');
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== '' && value !== false));
  const image = await commitContainer(request.sys, engine, container, {
    author: request.get('author') ?? '',
    comment: request.get('comment') ?? '',
    pause: request.flag('pause', true),
    change: config => applyChanges({ ...config, ...(Object.keys(given).length > 0 ? (given as DocumentConfig) : {}) }, changes),
  });
  if (reference) await engine.images.tag(request.sys, reference, image.id);
  await request.sendJson({ Id: image.id }, 201);
}

async function tag(request: Request, engine: Engine): Promise<void> {
  const repository = request.get('repo') ?? '';
  const given = request.get('tag') ?? '';
  const image = engine.images.resolve(nameOf(request));
  const reference = referenceOf(given === '' ? repository : `${repository}:${given}`);
  if (reference.digest !== undefined) throw invalid('refusing to create a tag with a digest reference');
  await engine.images.tag(request.sys, reference, image.id);
  await engine.events.log(request.sys, 'image', 'tag', image.id, { ...image.document.config?.Labels, name: familiar(withTag(reference)) });
  await request.send(201, new Uint8Array(0));
}

async function save(request: Request, engine: Engine, names: readonly string[]): Promise<void> {
  const archive = await saveImages(request.sys, engine, names);
  const out = await request.stream([['Content-Type', 'application/x-tar']]);
  await out.write(archive);
  await out.end();
}

async function load(request: Request, engine: Engine): Promise<void> {
  const bytes = await request.body();
  const messages = new Messages(request);
  try {
    for (const line of await loadImages(request.sys, engine, bytes)) await messages.tell({ stream: `${line}\n` });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // The answer has begun by then: what is wrong is a message of it.
    await messages.tell({ errorDetail: { message: error.message }, error: error.message });
  }
  await messages.end();
}

async function auth(request: Request): Promise<unknown> {
  const { serveraddress: address = '' } = parseJson(decode(await request.body())) as { serveraddress?: string };
  const domain = address.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  await new Registry(request.sys, domain === '' || domain === 'index.docker.io' ? 'docker.io' : domain, '', '').open('pull');
  return { IdentityToken: '', Status: 'Login Succeeded' };
}

async function pruneBuild(request: Request, engine: Engine): Promise<unknown> {
  const { buildCache } = engine;
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const key of buildCache.keys) {
    reclaimed += buildCache.get(key)?.sizeBytes ?? 0;
    buildCache.delete(key);
    deleted.push(key.slice(0, 25));
  }
  await engine.events.log(request.sys, 'builder', 'prune', '', { reclaimed: String(reclaimed) });
  return { CachesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed };
}

async function search(request: Request): Promise<never> {
  const term = encodeURIComponent(request.get('term') ?? '');
  const registry = new Registry(request.sys, 'index.docker.io', '', '');
  try {
    await registry.open('pull');
  } catch (error) {
    throw internal(goWords(error).replace('https://index.docker.io/v2/', `https://index.docker.io/v1/search?q=${term}&n=25`));
  }
  throw internal('searching a registry is not simulated here');
}

export const imageRoutes = (engine: Engine): Routes => ({
  'GET /images/json': async request => listImages(engine, Filters.parse(request.get('filters')), request.flag('all')),
  'GET /images/search': search,
  'GET /images/get': request => save(request, engine, request.all('names')),
  'POST /images/load': request => load(request, engine),
  'POST /images/create': request => create(request, engine),
  'POST /images/prune': async request => pruneImages(request.sys, engine, Filters.parse(request.get('filters'))),
  'GET /images/{name...}/json': async request => inspectImage(request.sys, engine, engine.images.resolve(nameOf(request))),
  'GET /images/{name...}/history': async request => historyOf(engine, engine.images.resolve(nameOf(request))),
  'GET /images/{name...}/get': request => save(request, engine, [nameOf(request)]),
  'POST /images/{name...}/tag': request => tag(request, engine),
  'POST /images/{name...}/push': request => push(request, engine),
  'DELETE /images/{name...}': request => {
    const how = { force: request.flag('force'), noprune: request.flag('noprune') };
    return deleteImage(request.sys, engine, nameOf(request), how);
  },
  'POST /commit': request => commit(request, engine),
  'POST /auth': auth,
  'POST /build': request =>
    request.get('version') === '2'
      ? buildWithBuildkit(request, engine, (sys, reference) =>
          pullImage(sys, engine, reference, request.get('platform') ?? '', async () => {}),
        )
      : buildLegacy(request, engine),
  'POST /build/prune': request => pruneBuild(request, engine),
  'POST /session': async () => {
    throw invalid('no upgrade proto in request');
  },
  'GET /distribution/{name...}/json': async request => {
    const reference = withTag(referenceOf(nameOf(request)));
    const registry = new Registry(request.sys, reference.domain, reference.path, familiarName(reference));
    await registry.open('pull');
    const { body, digest, mediaType } = await registry.manifest(reference.digest ?? reference.tag!);
    return {
      Descriptor: { mediaType, digest: digest ?? '', size: body.length },
      Platforms: [{ architecture: 'amd64', os: 'linux' }],
    };
  },
});
