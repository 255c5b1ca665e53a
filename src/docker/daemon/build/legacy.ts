// POST /build?version=1: the old builder, a container and an image for every step. As moby's builder/dockerfile.

import type { Sys } from '../../../abi/sys.ts';
import { decode } from '../../../userland/lib/io.ts';
import { readTar } from '../../../userland/lib/tar.ts';
import type { CreateRequest } from '../../api/container.ts';
import type { ProgressMessage } from '../../api/image.ts';
import { commitContainer } from '../container/archive.ts';
import type { Container } from '../container/container.ts';
import { waitContainer } from '../container/control.ts';
import { createContainer } from '../container/create.ts';
import { removeContainer } from '../container/remove.ts';
import { startContainer } from '../container/start.ts';
import type { Engine } from '../engine.ts';
import { ApiError, internal, invalid } from '../errors.ts';
import { removeAll } from '../files.ts';
import type { Request, ResponseStream } from '../http.ts';
import { randomHex, shortId } from '../ids.ts';
import type { DocumentConfig, ImageDocument } from '../image/document.ts';
import type { Layer } from '../image/layers.ts';
import { createLayer, diffOf, mountLayer, removeLayer, unmountLayer } from '../image/overlay.ts';
import { familiar, parseReference, withTag } from '../image/reference.ts';
import type { Image } from '../image/store.ts';
import { decompressed } from '../image/transfer.ts';
import { packLayer } from '../image/tree.ts';
import { pullImage } from '../registry/pull.ts';
import { now, rfc3339Nano } from '../time.ts';
import { ignoreRules } from './buildkit.ts';
import { changeConfig, commandOf, InstructionError } from './config-change.ts';
import { DockerfileError, type Instruction, parseDockerfile } from './dockerfile.ts';
import { checksum, copyPath, matchPaths, NotFoundInSource, normalize, unpackContext } from './source.ts';
import { parseArgs, parseStages, type Stage } from './stages.ts';
import { expand, expandWords, type Lookup, WordError } from './words.ts';

interface Building {
  sys: Sys;
  engine: Engine;
  out: ResponseStream;
  request: Request;
  folder: string;
  ignored: (path: string) => boolean;
  buildArgs: ReadonlyMap<string, string>;
  args: Map<string, string>;
  /** The image of the step before; undefined on scratch. */
  image: Image | undefined;
  config: DocumentConfig;
  useCache: boolean;
  images: Map<Stage, Image | undefined>;
  stages: Stage[];
}

const say = async (building: Building, text: string): Promise<void> => {
  if (!building.request.flag('q')) await building.out.write(`${JSON.stringify({ stream: text } satisfies ProgressMessage)}\r\n`);
};

/** The image that the same step made of the same image before. */
function cached({ engine, image, useCache }: Building, mark: string): Image | undefined {
  if (!useCache || !image) return undefined;
  return engine.images.childrenOf(image.id).findLast(child => child.document.history.at(-1)?.created_by === mark);
}

async function add(building: Building, mark: string, layer: Layer | undefined, config: DocumentConfig): Promise<Image> {
  const { sys, engine, image } = building;
  const created = rfc3339Nano(await now(sys));
  const below = image?.document;
  const document: ImageDocument = {
    architecture: below?.architecture ?? 'amd64',
    config,
    created,
    docker_version: '28.5.2+dfsg4',
    history: [...(below?.history ?? []), { created, created_by: mark, ...(layer ? {} : { empty_layer: true }) }],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [...(below?.rootfs.diff_ids ?? []), ...(layer ? [layer.diffId] : [])] },
  };
  return engine.images.add(sys, document, image?.id);
}

async function took(building: Building, image: Image, config: DocumentConfig): Promise<void> {
  building.image = image;
  building.config = config;
  await say(building, ` ---> ${shortId(image.id)}\n`);
}

/** A step that changes the config alone; a container stands for it though nothing runs. */
async function configStep(building: Building, instruction: Instruction, mark: string, config: DocumentConfig): Promise<void> {
  const found = cached(building, mark);
  if (found) {
    await say(building, ' ---> Using cache\n');
    return took(building, found, config);
  }
  const container = await makeContainer(building, ['/bin/sh', '-c', `#(nop) ${instruction.original}`]);
  await say(building, ` ---> Running in ${shortId(container.id)}\n`);
  const image = await add(building, mark, undefined, config);
  await removeContainer(building.sys, building.engine, container, { force: true, volumes: true });
  await say(building, ` ---> Removed intermediate container ${shortId(container.id)}\n`);
  await took(building, image, config);
}

async function makeContainer({ sys, engine, image, config, args }: Building, command: string[]): Promise<Container> {
  const { Cmd: _command, Entrypoint: _entrypoint, ...rest } = config;
  const own = [...args].filter(([name]) => !config.Env?.some(one => one.startsWith(`${name}=`))).map(([name, value]) => `${name}=${value}`);
  const request = { ...rest, Image: image?.id ?? '', Cmd: command, Entrypoint: [], Env: [...own, ...(config.Env ?? [])] } as CreateRequest;
  const { Id: id } = await createContainer(sys, engine, request, '', '');
  return engine.containers.get(id);
}

const visibleArgs = ({ args, config }: Building): string[] =>
  [...args].filter(([name]) => !config.Env?.some(one => one.startsWith(`${name}=`))).map(([name, value]) => `${name}=${value}`);

async function runStep(building: Building, instruction: Instruction): Promise<void> {
  const { sys, engine } = building;
  const command = commandOf(instruction, building.config);
  const args = visibleArgs(building);
  const mark = `${args.length > 0 ? `|${args.length} ${args.join(' ')} ` : ''}${command.join(' ')}`;
  const found = cached(building, mark);
  if (found) {
    await say(building, ' ---> Using cache\n');
    return took(building, found, building.config);
  }
  const container = await makeContainer(building, command);
  await say(building, ` ---> Running in ${shortId(container.id)}\n`);
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  container.waiting.add({
    write: async (own, stream, bytes) => {
      if (building.request.flag('q')) return;
      await building.out.write(`${JSON.stringify({ stream: decoders[stream].decode(bytes, { stream: true }) })}\r\n`, own);
    },
    end: async () => {},
  });
  await startContainer(sys, engine, container);
  const status = await waitContainer(sys, container, 'not-running');
  if (status !== 0) throw internal(`The command '${command.join(' ')}' returned a non-zero code: ${status}`);
  const { config } = building;
  const made = await commitContainer(sys, engine, container, { author: '', comment: '', pause: false, change: () => config });
  const layer = engine.images.topLayer(made);
  const image = await add(building, mark, layer, config);
  await engine.images.remove(sys, made, new Set(layer ? [layer.chainId] : []));
  await removeContainer(sys, engine, container, { force: true, volumes: true });
  await say(building, ` ---> Removed intermediate container ${shortId(container.id)}\n`);
  await took(building, image, config);
}

async function copyStep(building: Building, instruction: Instruction, lookup: Lookup): Promise<void> {
  const { sys, engine, ignored } = building;
  const words = instruction.json ? instruction.json.map(word => expand(word, lookup)) : expandWords(instruction.rest, lookup);
  const destination = words.at(-1)!;
  const target = normalize(destination.startsWith('/') ? destination : `${building.config.WorkingDir ?? ''}/${destination}`);
  const paths: string[] = [];
  for (const source of words.slice(0, -1)) {
    try {
      paths.push(...(await matchPaths(sys, building.folder, source, ignored)));
    } catch (error) {
      if (!(error instanceof NotFoundInSource)) throw error;
      const where = 'file not found in build context or excluded by .dockerignore';
      throw internal(`${instruction.name} failed: ${where}: stat ${source}: file does not exist`);
    }
  }
  const sums: string[] = [];
  for (const path of paths) sums.push(await checksum(sys, `${building.folder}${path}`, path, ignored));
  const kind = paths.length > 1 ? 'multi' : (await sys.stat(`${building.folder}${paths[0] ?? ''}`)).kind === 'directory' ? 'dir' : 'file';
  const mark = `/bin/sh -c #(nop) ${instruction.name} ${kind}:${sums.join('')} in ${destination} `;
  const found = cached(building, mark);
  if (found) {
    await say(building, ' ---> Using cache\n');
    return took(building, found, building.config);
  }
  const parent = building.image && engine.images.topLayer(building.image);
  const cacheId = await randomHex(sys, 32);
  await createLayer(sys, cacheId, parent?.cacheId);
  const root = await mountLayer(sys, cacheId);
  const how = { owner: { uid: 0, gid: 0 }, mode: undefined, ignored, extract: instruction.name === 'ADD', parents: false };
  for (const path of paths) await copyPath(sys, building.folder, path, root, target, destination.endsWith('/'), how);
  if (parent) await unmountLayer(sys, cacheId);
  const layer = await engine.images.layers.register(sys, await packLayer(sys, diffOf(cacheId)), parent);
  await removeLayer(sys, cacheId);
  await took(building, await add(building, mark, layer, building.config), building.config);
}

async function step(building: Building, instruction: Instruction): Promise<void> {
  const lookup: Lookup = name => {
    const own = building.config.Env?.find(one => one.startsWith(`${name}=`));
    return own === undefined ? building.args.get(name) : own.slice(name.length + 1);
  };
  switch (instruction.name) {
    case 'RUN':
      return runStep(building, instruction);
    case 'COPY':
    case 'ADD':
      return copyStep(building, instruction, lookup);
    case 'ARG': {
      for (const [name, fallback] of parseArgs(instruction, lookup)) {
        const value = building.buildArgs.get(name) ?? fallback;
        if (value !== undefined) building.args.set(name, value);
      }
      return configStep(building, instruction, `/bin/sh -c #(nop)  ARG ${instruction.rest}`, building.config);
    }
    case 'WORKDIR': {
      const given = expand(instruction.rest, lookup);
      const path = normalize(given.startsWith('/') ? given : `${building.config.WorkingDir ?? ''}/${given}`);
      return configStep(building, instruction, `/bin/sh -c #(nop) WORKDIR ${path}`, { ...building.config, WorkingDir: path });
    }
    case 'MAINTAINER':
      return configStep(building, instruction, `/bin/sh -c #(nop)  MAINTAINER ${instruction.rest}`, building.config);
    default: {
      const { config, history } = changeConfig(building.config, instruction, lookup);
      return configStep(building, instruction, `/bin/sh -c #(nop)  ${history || instruction.original}`, config);
    }
  }
}

async function buildStages(building: Building): Promise<void> {
  const { sys, engine, stages } = building;
  const total = stages.reduce((sum, stage) => sum + stage.instructions.length + 1, 0);
  let at = 0;
  for (const stage of stages) {
    await say(building, `Step ${++at}/${total} : ${stage.fromInstruction.original}\n`);
    building.args = new Map();
    if (stage.from) building.image = building.images.get(stage.from);
    else if (stage.base === 'scratch') building.image = undefined;
    else {
      const reference = withTag(parseReference(stage.base) as Exclude<ReturnType<typeof parseReference>, string>);
      building.image = engine.images.find(stage.base) ?? (await pullImage(sys, engine, reference, '', async () => {}));
    }
    building.config = { ...building.image?.document.config };
    await say(building, ` ---> ${building.image ? shortId(building.image.id) : ''}\n`);
    for (const instruction of stage.instructions) {
      await say(building, `Step ${++at}/${total} : ${instruction.original}\n`);
      await step(building, instruction);
    }
    building.images.set(stage, building.image);
    if (stage.name !== '' && stage.name === building.request.get('target')?.toLowerCase()) return;
  }
}

/** The whole of a build. Throws ApiError for what is wrong before it begins. */
export async function buildLegacy(request: Request, engine: Engine): Promise<void> {
  const { sys } = request;
  const context = decompressed(await request.body());
  const files = new Map<string, Uint8Array>();
  for (const entry of readTar(context)) if (entry.kind === 'file') files.set(entry.name.replace(/^\.?\//, ''), entry.data);
  const dockerfile = request.get('dockerfile') || 'Dockerfile';
  const bytes = files.get(dockerfile);
  if (!bytes) throw internal(`Cannot locate specified Dockerfile: ${dockerfile}`);
  if (bytes.length === 0) throw internal(`the Dockerfile (${dockerfile}) cannot be empty`);
  const buildArgs = new Map(Object.entries(JSON.parse(request.get('buildargs') || '{}') as Record<string, string>));
  let stages: Stage[];
  try {
    ({ stages } = parseStages(parseDockerfile(decode(bytes)), buildArgs));
  } catch (error) {
    if (error instanceof DockerfileError) throw invalid(error.message);
    throw error;
  }
  const folder = `/var/lib/docker/tmp/docker-builder${await randomHex(sys, 5)}`;
  await unpackContext(sys, context, folder);
  const out = await request.stream([['Content-Type', 'application/json']]);
  const useCache = !request.flag('nocache');
  const { ignored } = ignoreRules(files, dockerfile);
  const building: Building = {
    ...{ sys, engine, out, request, folder, ignored, buildArgs, stages, useCache },
    ...{ args: new Map(), image: undefined, config: {}, images: new Map() },
  };
  try {
    await buildStages(building);
    const { image } = building;
    if (!image) throw internal('No image was generated. Is your Dockerfile empty?');
    await out.write(`${JSON.stringify({ aux: { ID: image.id } })}\r\n`);
    if (request.flag('q')) await out.write(`${JSON.stringify({ stream: `${image.id}\n` })}\r\n`);
    await say(building, `Successfully built ${shortId(image.id)}\n`);
    for (const tag of request.all('t')) {
      const reference = parseReference(tag);
      if (typeof reference === 'string') throw invalid(reference);
      await engine.images.tag(sys, reference, image.id);
      await say(building, `Successfully tagged ${familiar(withTag(reference))}\n`);
    }
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof InstructionError || error instanceof WordError || error instanceof DockerfileError))
      throw error;
    const { message } = error;
    const code = Number(/non-zero code: (\d+)$/.exec(message)?.[1] ?? 0);
    await out.write(`${JSON.stringify({ errorDetail: { ...(code ? { code } : {}), message }, error: message })}\r\n`);
  }
  await removeAll(sys, folder);
  await out.end();
}
