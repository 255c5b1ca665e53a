// A Dockerfile's steps made or found in the cache: each stage's layers, config and history. As buildkit's solver, one step after the other.

import { sha256 } from '@noble/hashes/sha2.js';
import type { Sys } from '../../../abi/sys.ts';
import { encode } from '../../../userland/lib/io.ts';
import { parseMode } from '../../../userland/lib/modes.ts';
import type { OciMount } from '../../api/oci.ts';
import type { Engine } from '../engine.ts';
import { ApiError } from '../errors.ts';
import { hex } from '../ids.ts';
import type { DocumentConfig, HistoryEntry } from '../image/document.ts';
import type { Layer } from '../image/layers.ts';
import { parseReference, type Reference, withTag } from '../image/reference.ts';
import type { Image } from '../image/store.ts';
import { now, rfc3339Nano } from '../time.ts';
import { changeConfig, InstructionError, shellOf } from './config-change.ts';
import { makeWorkdir, ownerIn, planCopy, putNew } from './copy-plan.ts';
import { DockerfileError, type Instruction, parseError, parseLine } from './dockerfile.ts';
import type { Progress, Step } from './progress.ts';
import { runMounts } from './run-mounts.ts';
import { runStep } from './run-step.ts';
import { type CopyHow, copyPath, normalize } from './source.ts';
import { flagOf, type GlobalArgs, parseArgs, platformArg, type Stage, stageNamed } from './stages.ts';
import { makeLayer, Views } from './views.ts';
import { expand, expandWords, type Lookup, shownText, WordError } from './words.ts';

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const COMMENT = 'buildkit.dockerfile.v0';

export interface SolveRequest {
  stages: Stage[];
  globals: GlobalArgs;
  buildArgs: ReadonlyMap<string, string>;
  context: Uint8Array;
  ignored: (path: string) => boolean;
  noCache: boolean;
  network: 'default' | 'host' | 'none';
  extraHosts: { address: string; names: string }[];
  secrets: ReadonlyMap<string, Uint8Array>;
}

/** What a stage is after its steps so far. */
export interface Result {
  layer: Layer | undefined;
  config: DocumentConfig;
  history: HistoryEntry[];
  /** Of the last step that made a layer. */
  created: string | undefined;
  key: string;
  args: Map<string, string>;
  architecture: string;
}

const keyOf = (...parts: readonly string[]): string => hex(sha256(encode(JSON.stringify(parts))));

export class Solver {
  readonly sys: Sys;
  readonly engine: Engine;
  readonly #progress: Progress;
  readonly #request: SolveRequest;
  readonly #done = new Map<Stage, Result>();
  readonly #named = new Set<string>();
  readonly #images = new Map<string, Image>();
  readonly #views = new Views();

  constructor(sys: Sys, engine: Engine, progress: Progress, request: SolveRequest) {
    this.sys = sys;
    this.engine = engine;
    this.#progress = progress;
    this.#request = request;
  }

  /** Folders that were made for the time of the build. */
  cleanUp(): Promise<void> {
    return this.#views.remove(this.sys);
  }

  /** Says which images the stages stand on; pulls what is not here. Throws DockerfileError. */
  async loadMetadata(needed: readonly Stage[], pull: (reference: Reference) => Promise<Image>): Promise<void> {
    for (const stage of needed) {
      if (stage.from || stage.base === 'scratch' || this.#images.has(stage.base)) continue;
      await this.#load(stage.base, stage.fromInstruction, pull);
    }
    for (const stage of needed) {
      for (const instruction of stage.instructions) {
        const from = flagOf(instruction, 'from');
        if (from === undefined || stageNamed(this.#request.stages, stage.index, from) || this.#images.has(from)) continue;
        await this.#load(from, instruction, pull);
      }
    }
  }

  async #load(name: string, instruction: Instruction, pull: (reference: Reference) => Promise<Image>): Promise<void> {
    const reference = parseReference(name);
    if (typeof reference === 'string')
      throw new DockerfileError(`failed to parse stage name "${name}": ${reference}`, instruction.startLine, instruction.endLine);
    const whole = withTag(reference);
    const step = await this.#progress.start(
      `[internal] load metadata for ${whole.domain}/${whole.path}${whole.digest ? `@${whole.digest}` : `:${whole.tag}`}`,
    );
    try {
      this.#images.set(name, this.engine.images.named(whole) ?? (await pull(whole)));
      await step.finish();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await step.finish({ error: error.message });
      const words = `${name}: failed to resolve source metadata for ${whole.domain}/${whole.path}:${whole.tag ?? ''}: ${error.message}`;
      throw new DockerfileError(words, instruction.startLine, instruction.endLine);
    }
  }

  /** Builds a stage, and before it the ones it needs. Throws DockerfileError. */
  async solve(stage: Stage): Promise<Result> {
    const done = this.#done.get(stage);
    if (done) return done;
    const result = await this.#begin(stage);
    const count = this.#countSteps(stage, result);
    const shown = { at: 0 };
    const label = this.#request.stages.length === 1 ? '' : `${stage.name === '' ? `stage-${stage.index}` : stage.name} `;
    const named = (text: string): string => `[${label}${String(++shown.at).padStart(String(count).length)}/${count}] ${text}`;
    if (!stage.from && stage.base !== 'scratch') await this.#showBase(stage.base, named);
    const triggers = result.config.OnBuild ?? [];
    const { OnBuild: _onbuild, ...config } = result.config;
    result.config = config;
    for (const trigger of stage.from ? [] : triggers)
      await this.#dispatch(stage, result, parseLine(trigger, stage.fromInstruction.startLine), named);
    for (const instruction of stage.instructions) await this.#dispatch(stage, result, instruction, named);
    this.#done.set(stage, result);
    return result;
  }

  async #begin(stage: Stage): Promise<Result> {
    if (stage.from) {
      const base = await this.solve(stage.from);
      return { ...base, history: [...base.history], args: new Map() };
    }
    const image = this.#images.get(stage.base);
    const config: DocumentConfig = { ...image?.document.config };
    const env = config.Env ?? [];
    config.Env = env.some(variable => variable.startsWith('PATH=')) ? env : [DEFAULT_PATH, ...env];
    return {
      layer: image && this.engine.images.topLayer(image),
      config,
      history: [...(image?.document.history ?? [])],
      created: image?.document.created,
      key: image ? image.id : 'scratch',
      args: new Map(),
      architecture: image?.document.architecture ?? 'amd64',
    };
  }

  /** How many steps of a stage the progress shows. */
  #countSteps(stage: Stage, result: Result): number {
    const shown = ({ name }: { name: string }): boolean => ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(name);
    const triggers = stage.from ? [] : (result.config.OnBuild ?? []).map(line => parseLine(line, stage.fromInstruction.startLine));
    const base = !stage.from && stage.base !== 'scratch' ? 1 : 0;
    return base + [...triggers, ...stage.instructions].filter(shown).length;
  }

  async #showBase(base: string, named: (text: string) => string): Promise<void> {
    const reference = withTag(parseReference(base) as Reference);
    const image = this.#images.get(base)!;
    const digest = this.engine.images
      .namesOf(image.id, 'digests')
      .find(({ path, domain }) => path === reference.path && domain === reference.domain)?.digest;
    const at = reference.digest ?? digest;
    const text = `FROM ${reference.domain}/${reference.path}${reference.tag === undefined ? '' : `:${reference.tag}`}${at === undefined ? '' : `@${at}`}`;
    const name = named(text);
    if (this.#named.has(name)) return;
    this.#named.add(name);
    await (await this.#progress.start(name)).finish();
  }

  #lookup(result: Result): Lookup {
    return name => {
      const own = result.config.Env?.find(one => one.startsWith(`${name}=`));
      return own === undefined ? result.args.get(name) : own.slice(name.length + 1);
    };
  }

  async #dispatch(stage: Stage, result: Result, instruction: Instruction, named: (text: string) => string): Promise<void> {
    try {
      await this.#apply(stage, result, instruction, named);
    } catch (error) {
      if (error instanceof InstructionError) {
        throw error.parse
          ? parseError(instruction.startLine, error.message)
          : new DockerfileError(error.message, instruction.startLine, instruction.endLine);
      }
      if (error instanceof WordError) {
        throw new DockerfileError(`failed to process "${instruction.rest}": ${error.message}`, instruction.startLine, instruction.endLine);
      }
      throw error;
    }
  }

  async #apply(stage: Stage, result: Result, instruction: Instruction, named: (text: string) => string): Promise<void> {
    const lookup = this.#lookup(result);
    switch (instruction.name) {
      case 'ARG':
        return this.#arg(result, instruction, lookup);
      case 'RUN':
        return this.#run(stage, result, instruction, named);
      case 'COPY':
      case 'ADD':
        return this.#copy(stage, result, instruction, named);
      case 'WORKDIR':
        return this.#workdir(result, instruction, named);
      case 'MAINTAINER':
        result.history.push({ created_by: `MAINTAINER ${instruction.rest}`, comment: COMMENT, empty_layer: true });
        return;
      default: {
        const { config, history } = changeConfig(result.config, instruction, lookup);
        result.config = config;
        if (history !== '') result.history.push({ created_by: history, comment: COMMENT, empty_layer: true });
      }
    }
  }

  #arg(result: Result, instruction: Instruction, lookup: Lookup): void {
    const shown: string[] = [];
    for (const [name, fallback] of parseArgs(instruction, lookup)) {
      const { buildArgs, globals } = this.#request;
      const value = buildArgs.get(name) ?? fallback ?? globals.values.get(name) ?? platformArg(name);
      if (value !== undefined) result.args.set(name, value);
      shown.push(value === undefined ? name : `${name}=${value}`);
    }
    result.history.push({ created_by: `ARG ${shown.join(' ')}`, comment: COMMENT, empty_layer: true });
  }

  /** Arguments that a RUN sees: those that no ENV hides. */
  #visibleArgs(result: Result): string[] {
    const env = new Set((result.config.Env ?? []).map(one => one.split('=')[0]));
    return [...result.args].filter(([name]) => !env.has(name)).map(([name, value]) => `${name}=${value}`);
  }

  /** A step that makes a layer: found in the cache, or made by `make` in a mounted root. */
  async #layered(
    result: Result,
    name: string,
    how: { key: string; history: string; type: string; make: (root: string, step: Step) => Promise<void> },
  ): Promise<void> {
    const { buildCache } = this.engine;
    const found = this.#request.noCache ? undefined : buildCache.get(how.key);
    const layer = found && (found.chainId === undefined ? undefined : this.engine.images.layers.get(found.chainId));
    const step = await this.#progress.start(name);
    if (found && (layer || found.chainId === undefined)) {
      found.uses++;
      found.lastUsed = rfc3339Nano(await now(this.sys));
      Object.assign(result, { layer, created: found.created, key: how.key });
      await step.finish({ cached: true });
    } else {
      try {
        result.layer = await makeLayer(this.sys, this.engine, result.layer, root => how.make(root, step));
      } catch (error) {
        if (error instanceof DockerfileError) await step.finish({ error: error.message });
        throw error;
      }
      result.created = rfc3339Nano(await now(this.sys));
      result.key = how.key;
      buildCache.put(how.key, {
        chainId: result.layer?.chainId,
        created: result.created,
        description: name.replace(/^\[[^\]]*\] /, ''),
        sizeBytes: result.layer?.sizeBytes ?? 0,
        lastUsed: undefined,
        uses: 1,
        type: how.type,
      });
      await step.finish();
    }
    result.history.push({ created: result.created!, created_by: how.history, comment: COMMENT });
  }

  /** The context's folder; the first to ask has it transferred. */
  contextFolder(): Promise<string> {
    return this.#views.context(this.sys, this.#request.context, this.#progress);
  }

  /** The root that COPY --from or --mount=from names, and the key of what is in it. */
  async sourceOf(stage: Stage, from: string): Promise<{ root: string; key: string }> {
    const other = stageNamed(this.#request.stages, stage.index, from);
    if (other) {
      const { layer, key } = await this.solve(other);
      return { root: await this.#views.view(this.sys, layer), key };
    }
    const image = this.#images.get(from)!;
    return { root: await this.#views.view(this.sys, this.engine.images.topLayer(image)), key: image.id };
  }

  async #run(stage: Stage, result: Result, instruction: Instruction, named: (text: string) => string): Promise<void> {
    const { config } = result;
    const name = named(shownText(instruction.original, this.#lookup(result)));
    const heredoc = instruction.heredocs[0];
    const isScript = heredoc !== undefined && /^\s*\d*<<-?["']?\w+["']?\s*$/.test(instruction.rest);
    const rest =
      heredoc && !isScript
        ? `${instruction.rest}\n${instruction.heredocs.map(one => `${one.content}${one.name}`).join('\n')}`
        : instruction.rest;
    const command = isScript ? [...shellOf(config), heredoc.content] : (instruction.json ?? [...shellOf(config), rest]);
    const args = this.#visibleArgs(result);
    const network = (flagOf(instruction, 'network') as SolveRequest['network'] | undefined) ?? this.#request.network;
    const flags = instruction.flags.filter(flag => flag.startsWith('--mount='));
    const facts = [...(config.Env ?? []), config.User ?? '', config.WorkingDir ?? '', network];
    const key = keyOf(result.key, 'RUN', ...command, ...args, '|', ...facts, ...flags);
    const history = `RUN ${args.length > 0 ? `|${args.length} ${args.join(' ')} ` : ''}${command.join(' ')} # buildkit`;
    const shown = command.join(' ');
    await this.#layered(result, name, {
      key,
      history,
      type: 'regular',
      make: async (root, step) => {
        const mounts: OciMount[] = await runMounts(this, stage, instruction, this.#request.secrets);
        const failed = (words: string): DockerfileError =>
          new DockerfileError(
            `process ${JSON.stringify(shown)} did not complete successfully: ${words}`,
            instruction.startLine,
            instruction.endLine,
          );
        let status: number;
        try {
          status = await runStep(this.sys, this.engine, {
            root,
            command,
            env: [...args, ...(config.Env ?? [])],
            cwd: config.WorkingDir ?? '/',
            user: config.User ?? '',
            network,
            mounts,
            extraHosts: this.#request.extraHosts,
            output: step.log,
          });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          throw failed(error.message);
        }
        if (status !== 0) throw failed(`exit code: ${status}`);
      },
    });
  }

  async #workdir(result: Result, instruction: Instruction, named: (text: string) => string): Promise<void> {
    const given = expand(instruction.rest, this.#lookup(result));
    const path = normalize(given.startsWith('/') ? given : `${result.config.WorkingDir ?? ''}/${given}`);
    result.config = { ...result.config, WorkingDir: path };
    await this.#layered(result, named(shownText(instruction.original, this.#lookup(result))), {
      key: keyOf(result.key, 'WORKDIR', path, result.config.User ?? ''),
      history: `WORKDIR ${path}`,
      type: 'regular',
      make: root => makeWorkdir(this.sys, root, path, result.config.User ?? ''),
    });
  }

  async #copy(stage: Stage, result: Result, instruction: Instruction, named: (text: string) => string): Promise<void> {
    const lookup = this.#lookup(result);
    const words = instruction.json ? instruction.json.map(word => expand(word, lookup)) : expandWords(instruction.rest, lookup);
    const destination = words.at(-1)!;
    const sources = words.slice(0, -1);
    const isAdd = instruction.name === 'ADD';
    const url = sources.find(source => /^https?:\/\//.test(source));
    if (url !== undefined && !isAdd)
      throw new DockerfileError("source can't be a URL for COPY", instruction.startLine, instruction.endLine);
    const name = named(shownText(instruction.original, this.#lookup(result)));
    const from = flagOf(instruction, 'from');
    const chown = expand(flagOf(instruction, 'chown') ?? '', lookup);
    const chmod = expand(flagOf(instruction, 'chmod') ?? '', lookup);
    const mode = chmod === '' ? undefined : parseMode(chmod);
    if (chmod !== '' && !mode)
      throw new DockerfileError(
        `invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`,
        instruction.startLine,
      );
    const target = normalize(destination.startsWith('/') ? destination : `${result.config.WorkingDir ?? ''}/${destination}`);
    const folder = /(^|\/)\.?$/.test(destination);
    const inherit = from === undefined ? this.#request.ignored : (): boolean => false;
    const plan = await this.#planned(name, () => planCopy(this, stage, instruction, sources, from, inherit));
    const key = keyOf(result.key, instruction.name, target, String(folder), chown, chmod, ...plan.keys);
    await this.#layered(result, name, {
      key,
      history: `${instruction.name} ${[...(chown === '' ? [] : [`--chown=${chown}`]), ...(chmod === '' ? [] : [`--chmod=${chmod}`]), ...sources, destination].join(' ')} # buildkit`,
      type: 'regular',
      make: async root => {
        const how: CopyHow = { owner: await ownerIn(this.sys, root, chown), mode, ignored: inherit, extract: isAdd, parents: false };
        for (const path of plan.paths) await copyPath(this.sys, plan.root, path, root, target, folder, how);
        for (const file of plan.files) await putNew(this.sys, root, target, folder, file, how);
      },
    });
  }

  /** A plan that cannot be made is the step's failure. */
  async #planned<T>(name: string, plan: () => Promise<T>): Promise<T> {
    try {
      return await plan();
    } catch (error) {
      if (error instanceof DockerfileError) await (await this.#progress.start(name)).finish({ error: error.message });
      throw error;
    }
  }
}
