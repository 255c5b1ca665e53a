// The overlay2 driver: a folder for each layer below /var/lib/docker/overlay2, its short link, its mount. As moby's graphdriver/overlay2.

import type { Sys } from '../../../abi/sys.ts';
import { readText, writeFile } from '../../../userland/lib/io.ts';
import { DATA_ROOT } from '../config.ts';
import { unless } from '../errors.ts';
import { mkdirAll, removeAll } from '../files.ts';
import { linkName } from '../ids.ts';

export const OVERLAY_ROOT = `${DATA_ROOT}/overlay2`;

export const folderOf = (cacheId: string): string => `${OVERLAY_ROOT}/${cacheId}`;
export const diffOf = (cacheId: string): string => `${OVERLAY_ROOT}/${cacheId}/diff`;

/** Makes the folder of a layer on top of `parent`. A writable one gets its work folder; merged comes with the mount. */
export async function createLayer(sys: Sys, cacheId: string, parent: string | undefined): Promise<void> {
  const folder = folderOf(cacheId);
  await mkdirAll(sys, `${OVERLAY_ROOT}/l`, 0o710);
  await sys.mkdir(folder, 0o710);
  await sys.mkdir(`${folder}/diff`, 0o755);
  const link = await linkName(sys);
  await sys.symlink(`../${cacheId}/diff`, `${OVERLAY_ROOT}/l/${link}`);
  await writeFile(sys, `${folder}/link`, link, 0o644);
  if (parent === undefined) return;
  await sys.mkdir(`${folder}/work`, 0o700);
  await writeFile(sys, `${folder}/lower`, await lowerOf(sys, parent), 0o666);
  await unless(['EEXIST'], () => writeFile(sys, `${folderOf(parent)}/committed`, '', 0o600));
}

/** The links of a layer and all below it, topmost first: what the layer above it has in `lower`. */
async function lowerOf(sys: Sys, parent: string): Promise<string> {
  const own = `l/${await readText(sys, `${folderOf(parent)}/link`)}`;
  const below = await unless(['ENOENT'], () => readText(sys, `${folderOf(parent)}/lower`));
  return below ? `${own}:${below}` : own;
}

/** The diff folders below a layer, topmost first. */
export async function lowerDirs(sys: Sys, cacheId: string): Promise<string[]> {
  const lower = await unless(['ENOENT'], () => readText(sys, `${folderOf(cacheId)}/lower`));
  const folders: string[] = [];
  for (const link of lower ? lower.split(':') : []) {
    folders.push(`${OVERLAY_ROOT}${(await sys.readlink(`${OVERLAY_ROOT}/${link}`)).slice(2)}`);
  }
  return folders;
}

/** Mounts a writable layer and gives where. A layer without parent is its own diff folder. */
export async function mountLayer(sys: Sys, cacheId: string): Promise<string> {
  const folder = folderOf(cacheId);
  const lower = await unless(['ENOENT'], () => readText(sys, `${folder}/lower`));
  if (!lower) return `${folder}/diff`;
  const lowerdir = lower
    .split(':')
    .map(link => `${OVERLAY_ROOT}/${link}`)
    .join(':');
  await unless(['EEXIST'], () => sys.mkdir(`${folder}/merged`, 0o755));
  await sys.mount('overlay', `${folder}/merged`, 'overlay', {}, `lowerdir=${lowerdir},upperdir=${folder}/diff,workdir=${folder}/work`);
  return `${folder}/merged`;
}

export async function unmountLayer(sys: Sys, cacheId: string): Promise<void> {
  await unless(['EINVAL', 'ENOENT'], () => sys.umount(`${folderOf(cacheId)}/merged`, { detach: true }));
  await unless(['ENOENT', 'EBUSY'], () => sys.rmdir(`${folderOf(cacheId)}/merged`));
}

export async function removeLayer(sys: Sys, cacheId: string): Promise<void> {
  const link = await unless(['ENOENT'], () => readText(sys, `${folderOf(cacheId)}/link`));
  if (link) await unless(['ENOENT'], () => sys.unlink(`${OVERLAY_ROOT}/l/${link}`));
  await removeAll(sys, folderOf(cacheId));
}

/** GraphDriver.Data of an inspect. */
export async function graphData(sys: Sys, cacheId: string, containerId?: string): Promise<Record<string, string>> {
  const folder = folderOf(cacheId);
  const lower = await lowerDirs(sys, cacheId);
  return {
    ...(containerId === undefined ? {} : { ID: containerId }),
    ...(lower.length === 0 ? {} : { LowerDir: lower.join(':') }),
    MergedDir: `${folder}/merged`,
    UpperDir: `${folder}/diff`,
    WorkDir: `${folder}/work`,
  };
}
