// POST /build?version=2: a Dockerfile built as BuildKit does, told as it goes, and exported as an image of the daemon's store. As moby's builder-next.

import dockerignore from '@balena/dockerignore';
import type { Sys } from '../../../abi/sys.ts';
import { decode } from '../../../userland/lib/io.ts';
import { readTar, TarError } from '../../../userland/lib/tar.ts';
import type { SourceInfo } from '../../api/build.ts';
import type { Engine } from '../engine.ts';
import { invalid } from '../errors.ts';
import type { Request } from '../http.ts';
import type { HistoryEntry, ImageDocument } from '../image/document.ts';
import { familiar, parseReference, type Reference, withTag } from '../image/reference.ts';
import type { Image } from '../image/store.ts';
import { decompressed } from '../image/transfer.ts';
import { Mutex } from '../sync.ts';
import { now, rfc3339Nano } from '../time.ts';
import { DockerfileError, parseDockerfile } from './dockerfile.ts';
import { type Finding, lint } from './lint.ts';
import { Progress } from './progress.ts';
import { type Result, type SolveRequest, Solver } from './solve.ts';
import { flagOf, parseStages, type Stage, stageNamed, targetStage } from './stages.ts';

/** Builds one after the other: their steps share the cache. */
const building = new Mutex();

export type Pull = (sys: Sys, reference: Reference) => Promise<Image>;

interface Inputs {
  files: Map<string, Uint8Array>;
  context: Uint8Array;
}

function readContext(bytes: Uint8Array): Inputs {
  const context = decompressed(bytes);
  const files = new Map<string, Uint8Array>();
  try {
    for (const entry of readTar(context)) if (entry.kind === 'file') files.set(entry.name.replace(/^\.?\//, ''), entry.data);
  } catch (error) {
    if (error instanceof TarError) throw invalid(`failed to read build context: ${error.message}`);
    throw error;
  }
  return { files, context };
}

/** The rules of the context's .dockerignore, or of the one beside the Dockerfile. */
export function ignoreRules(
  files: ReadonlyMap<string, Uint8Array>,
  dockerfile: string,
): { ignored: (path: string) => boolean; bytes: number | undefined } {
  const file = files.get(`${dockerfile}.dockerignore`) ?? files.get('.dockerignore');
  if (!file) return { ignored: () => false, bytes: undefined };
  const patterns = decode(file)
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim().replace(/^(!?)\s*(?:\.?\/)+(?=.)/, '$1'))
    .filter(line => line !== '' && line !== '!' && line !== '.');
  if (patterns.length === 0) return { ignored: () => false, bytes: file.length };
  const matcher = dockerignore().add(patterns);
  return { ignored: path => path !== '' && matcher.ignores(path), bytes: file.length };
}

/** The stages that the target needs, in the order they are built. */
function needed(stages: readonly Stage[], target: Stage): Stage[] {
  const found = new Set<Stage>();
  const visit = (stage: Stage): void => {
    if (found.has(stage)) return;
    if (stage.from) visit(stage.from);
    for (const instruction of stage.instructions) {
      const names = [flagOf(instruction, 'from')];
      for (const flag of instruction.flags) names.push(/[=,]from=([^,]+)/.exec(flag)?.[1]);
      for (const name of names) {
        const other = name === undefined ? undefined : stageNamed(stages, stage.index, name);
        if (other) visit(other);
      }
    }
    found.add(stage);
  };
  visit(target);
  return [...found];
}

const jsonOf = <T>(text: string | undefined, fallback: T): T => (text === undefined || text === '' ? fallback : (JSON.parse(text) as T));

function buildArgsOf(request: Request): Map<string, string> {
  const given = jsonOf<Record<string, string | null>>(request.get('buildargs'), {});
  return new Map(Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== null));
}

function fromBase64(text: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text.replace(/=+$/, '')) {
    held = (held << 6) | letters.indexOf(char);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Uint8Array.from(bytes);
}

function extraHostsOf(request: Request): { address: string; names: string }[] {
  return (request.get('extrahosts') ?? '')
    .split(',')
    .filter(Boolean)
    .map(entry => {
      const [, names = '', address = ''] = /^([^:=]+)[:=](.*)$/.exec(entry) ?? [];
      return { address, names };
    });
}

/** Times of steps that have none are those of the step before. */
function dated(history: readonly HistoryEntry[], fallback: string): HistoryEntry[] {
  let last = fallback;
  return history.map(entry => {
    last = entry.created ?? last;
    return { created: last, ...entry };
  });
}

function documentOf(result: Result, labels: Readonly<Record<string, string>>, at: string): ImageDocument {
  const { config } = result;
  const history = dated(result.history, result.created ?? at);
  const layers: string[] = [];
  for (let { layer } = result; layer; layer = layer.parent) layers.unshift(layer.diffId);
  const merged = { ...config.Labels, ...labels };
  return {
    architecture: result.architecture,
    config: Object.keys(merged).length > 0 ? { ...config, Labels: merged } : config,
    created: result.created ?? history.at(-1)?.created ?? at,
    history,
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers },
  };
}

async function exportImage(
  sys: Sys,
  engine: Engine,
  progress: Progress,
  result: Result,
  tags: readonly Reference[],
  labels: Record<string, string>,
): Promise<Image> {
  const step = await progress.start('exporting to image');
  await step.count('exporting layers', 0);
  const image = await engine.images.add(sys, documentOf(result, labels, rfc3339Nano(await now(sys))));
  await step.count(`writing image ${image.id}`, 0);
  for (const tag of tags) {
    await engine.images.tag(sys, tag, image.id);
    await engine.events.log(sys, 'image', 'tag', image.id, { name: familiar(tag) });
    await step.count(`naming to ${tag.domain}/${tag.path}:${tag.tag}`.replace(/:latest$/, ''), 0);
  }
  await step.finish();
  return image;
}

/** What the checks say; nothing of a file that cannot be read, which is said elsewhere. */
function findings(text: string): Finding[] {
  try {
    return lint(parseDockerfile(text));
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    return [];
  }
}

async function definition(progress: Progress, name: string, files: ReadonlyMap<string, Uint8Array>): Promise<SourceInfo> {
  const step = await progress.start(`[internal] load build definition from ${name.split('/').pop()}`);
  const bytes = files.get(name);
  await step.count(
    'transferring dockerfile:',
    bytes ? bytes.length + 27 + name.split('/').pop()!.length + (bytes.length > 127 ? 1 : 0) : 2,
  );
  for (const { rule, words, line } of bytes ? findings(decode(bytes)) : []) await step.warn(`${rule}: ${words} (line ${line})`);
  await step.finish();
  if (!bytes) throw new DockerfileError(`failed to read dockerfile: open ${name}: no such file or directory`, 0);
  const data = decode(bytes);
  if (data === '') throw new DockerfileError('the Dockerfile cannot be empty', 0);
  return { filename: name.split('/').pop()!, data };
}

/** What fails is the end of the stream, with the lines it is about. */
async function fail(progress: Progress, error: DockerfileError, source: SourceInfo | undefined): Promise<void> {
  const { message, startLine, endLine } = error;
  const ranges = [{ start: { line: startLine, character: 0 }, end: { line: endLine, character: 0 } }];
  const where = source && startLine > 0 ? { source: { ...source, ranges } } : {};
  await progress.message({ errorDetail: { message, ...where }, error: message });
}

/** The whole of a build. Throws ApiError before the stream begins. */
export async function buildWithBuildkit(request: Request, engine: Engine, pull: Pull): Promise<void> {
  const { sys } = request;
  const { files, context } = readContext(await request.body());
  const tags = request.all('t').map(tag => {
    const reference = parseReference(tag);
    if (typeof reference === 'string') throw invalid(`invalid tag "${tag}": ${reference}`);
    return withTag(reference);
  });
  const out = await request.stream([['Content-Type', 'application/json']]);
  const progress = new Progress(sys, out);
  await building.run(sys, async () => {
    let source: SourceInfo | undefined;
    const dockerfile = request.get('dockerfile') || 'Dockerfile';
    try {
      source = await definition(progress, dockerfile, files);
      const image = await build({ request, engine, pull, progress, source, files, context, dockerfile, tags });
      await progress.message({ id: 'moby.image.id', aux: { ID: image.id } });
    } catch (error) {
      if (!(error instanceof DockerfileError)) throw error;
      await fail(progress, error, source);
    }
  });
  await out.end();
}

interface Building extends Inputs {
  request: Request;
  engine: Engine;
  pull: Pull;
  progress: Progress;
  source: SourceInfo;
  dockerfile: string;
  tags: Reference[];
}

async function build({ request, engine, pull, progress, source, files, context, dockerfile, tags }: Building): Promise<Image> {
  const { sys } = request;
  const buildArgs = buildArgsOf(request);
  const { stages, globals } = parseStages(parseDockerfile(source.data), buildArgs);
  const target = targetStage(stages, request.get('target') ?? '');
  const { ignored, bytes } = ignoreRules(files, dockerfile);
  const mode = request.get('networkmode') ?? '';
  const solveRequest: SolveRequest = {
    stages,
    globals,
    buildArgs,
    context,
    ignored,
    noCache: request.flag('nocache'),
    network: mode === 'host' || mode === 'none' ? mode : 'default',
    extraHosts: extraHostsOf(request),
    secrets: new Map(
      Object.entries(jsonOf<Record<string, string>>(request.get('secrets'), {})).map(([id, text]) => [id, fromBase64(text)]),
    ),
  };
  const solver = new Solver(sys, engine, progress, solveRequest);
  try {
    await solver.loadMetadata(needed(stages, target), reference => pull(sys, reference));
    const step = await progress.start('[internal] load .dockerignore');
    await step.count('transferring context:', bytes === undefined ? 2 : bytes + 40);
    await step.finish();
    const result = await solver.solve(target);
    return await exportImage(sys, engine, progress, result, tags, jsonOf<Record<string, string>>(request.get('labels'), {}));
  } finally {
    await solver.cleanUp();
  }
}
