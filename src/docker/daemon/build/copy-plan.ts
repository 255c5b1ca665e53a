// What COPY and ADD take, before anything is copied: paths of a source, new files, and the keys that stand for them in the cache.

import { sha256 } from '@noble/hashes/sha2.js';
import type { Sys } from '../../../abi/sys.ts';
import { encode } from '../../../userland/lib/io.ts';
import { lookUpUser } from '../container/users.ts';
import { ApiError } from '../errors.ts';
import { mkdirAll } from '../files.ts';
import { hex, randomHex } from '../ids.ts';
import { DockerfileError, type Instruction } from './dockerfile.ts';
import { fetchUrl } from './remote.ts';
import type { MountSources } from './run-mounts.ts';
import { type CopyHow, checksum, hasWildcard, matchPaths, NotFoundInSource, normalize, putFile } from './source.ts';
import type { Stage } from './stages.ts';

interface NewFile {
  name: string;
  bytes: Uint8Array;
  mode: number;
}

export interface CopyPlan {
  root: string;
  paths: string[];
  files: NewFile[];
  keys: string[];
}

/** "user:group" by a root's own files; names that are not there are root. */
export async function ownerIn(sys: Sys, root: string, spec: string): Promise<{ uid: number; gid: number }> {
  if (spec === '') return { uid: 0, gid: 0 };
  try {
    const { uid, gid } = await lookUpUser(sys, root, spec, []);
    return { uid, gid: spec.includes(':') || !/^\d+$/.test(spec) ? gid : uid };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { uid: 0, gid: 0 };
  }
}

/** WORKDIR's folder, with each part that is missing made the user's own. */
export async function makeWorkdir(sys: Sys, root: string, path: string, user: string): Promise<void> {
  const owner = await ownerIn(sys, root, user);
  let at = root;
  for (const part of path.split('/').filter(Boolean)) {
    at += `/${part}`;
    try {
      await sys.mkdir(at, 0o755);
    } catch {
      continue;
    }
    if (owner.uid !== 0 || owner.gid !== 0) await sys.chown(at, owner.uid, owner.gid);
  }
}

/** A file that is not copied but made: of a URL, or of a heredoc. */
export async function putNew(sys: Sys, root: string, target: string, folder: boolean, file: NewFile, how: CopyHow): Promise<void> {
  const path = folder ? `${root}${target === '/' ? '' : target}/${file.name}` : `${root}${target}`;
  await mkdirAll(sys, path.slice(0, path.lastIndexOf('/')));
  await putFile(sys, path, file.bytes, file.mode, how);
}

/** What a COPY or ADD will take, and the keys that stand for it. Throws DockerfileError. */
export async function planCopy(
  holder: MountSources,
  stage: Stage,
  instruction: Instruction,
  sources: readonly string[],
  from: string | undefined,
  ignored: (path: string) => boolean,
): Promise<CopyPlan> {
  const plan: CopyPlan = { root: '', paths: [], files: [], keys: [] };
  const { sys } = holder;
  const located = (words: string): DockerfileError => new DockerfileError(words, instruction.startLine, instruction.endLine);
  for (const source of sources) {
    const heredoc = /^<<-?(\w+)$/.exec(source);
    const document = heredoc && instruction.heredocs.find(one => one.name === heredoc[1]);
    if (document) {
      const bytes = encode(document.content);
      plan.files.push({ name: document.name, bytes, mode: 0o644 });
      plan.keys.push(document.name, hex(sha256(bytes)));
    } else if (/^https?:\/\//.test(source)) {
      try {
        const bytes = await fetchUrl(sys, source);
        const name =
          normalize(/^https?:\/\/[^/]+([^?#]*)/.exec(source)?.[1] ?? '/')
            .split('/')
            .pop() || 'index';
        plan.files.push({ name, bytes, mode: 0o600 });
        plan.keys.push(source, hex(sha256(bytes)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        throw new DockerfileError(`failed to load cache key: ${error.message}`, 0);
      }
    } else {
      plan.root = from === undefined ? await holder.contextFolder() : (await holder.sourceOf(stage, from)).root;
      try {
        const paths = await matchPaths(sys, plan.root, source, ignored);
        for (const path of paths)
          plan.keys.push(
            hasWildcard(source) ? path : path.split('/').pop()!,
            await checksum(sys, `${plan.root}${path === '/' ? '' : path}`, path, ignored),
          );
        plan.paths.push(...paths);
      } catch (error) {
        if (!(error instanceof NotFoundInSource)) throw error;
        const reference = `${(await randomHex(sys, 13)).slice(0, 25)}::${(await randomHex(sys, 13)).slice(0, 25)}`;
        throw located(`failed to compute cache key: failed to calculate checksum of ref ${reference}: ${error.message}`);
      }
    }
  }
  return plan;
}
