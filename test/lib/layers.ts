// Who may import whom: the table of ARCHITECTURE.md as one object. A layer is the longest matching folder.

export interface Layer {
  /** Layers that may be imported, beside the layer itself (where `apart` is not set). */
  may: readonly string[];
  /** npm packages that may be imported. */
  packages?: readonly string[];
  /** Each subfolder is on its own: a package may not import its sibling. */
  apart?: boolean;
  /** The legal way round, said when the rule is broken. */
  instead: string;
}

const LEAVES = ['src/abi', 'src/wire', 'src/xtables'];

export const LAYERS: Readonly<Record<string, Layer>> = {
  'src/abi': { may: [], instead: 'the abi imports nothing: move the type here' },
  'src/wire': { may: ['src/abi'], instead: 'packet formats are pure: pass what is needed as an argument' },
  'src/xtables': {
    may: ['src/abi', 'src/wire'],
    instead: 'declare what the extension needs in xtables/extension.ts and let the kernel implement it',
  },
  'src/kernel': {
    may: LEAVES,
    packages: ['pure-rand', 'tinyqueue', '@noble/hashes'],
    instead: 'the kernel knows no program and no page: make it a system call, a file or a netlink message',
  },
  'src/userland/lib': {
    may: LEAVES,
    packages: ['get-east-asian-width', 'fflate', 'modern-tar', '@noble/hashes', 'diff', 'yaml'],
    instead: 'use a system call',
  },
  'src/userland': {
    may: [...LEAVES, 'src/userland/lib'],
    packages: ['@noble/hashes', 'diff', 'fflate', 'modern-tar', 'get-east-asian-width', 'yaml'],
    apart: true,
    instead: 'run the other program (clone and execve), or move what both need to userland/lib',
  },
  'src/userland/busybox': {
    may: [...LEAVES, 'src/userland/lib', 'src/userland'],
    packages: ['@noble/hashes', 'fflate', 'modern-tar'],
    instead: 'use a system call',
  },
  'src/docker/api': { may: [], instead: 'the API is types: no behaviour' },
  'src/docker/client': { may: ['src/abi', 'src/wire', 'src/userland/lib', 'src/docker/api'], instead: 'ask the daemon over its socket' },
  'src/docker/cli': {
    may: ['src/abi', 'src/wire', 'src/userland/lib', 'src/docker/api', 'src/docker/client'],
    packages: ['yaml', '@balena/dockerignore', '@swimlane/docker-reference', '@noble/hashes', 'modern-tar', 'fflate'],
    instead: 'ask the daemon over its socket, through docker/client',
  },
  'src/docker/daemon': {
    may: ['src/abi', 'src/wire', 'src/userland/lib', 'src/docker/api'],
    packages: ['@noble/hashes', 'modern-tar', 'fflate', '@balena/dockerignore', '@swimlane/docker-reference', 'yaml'],
    instead: 'run the program (iptables, runc), as dockerd does',
  },
  'src/docker/runc': { may: ['src/abi', 'src/wire', 'src/userland/lib', 'src/docker/api'], instead: 'use a system call' },
  'src/docker': { may: ['src/abi', 'src/wire', 'src/userland/lib', 'src/docker/api'], instead: 'use a system call, or the API' },
  'src/port': { may: [], packages: ['comlink'], instead: 'the port is types that page and worker agree on' },
  'src/machine': {
    may: [
      ...LEAVES,
      'src/kernel',
      'src/userland/lib',
      'src/userland',
      'src/userland/busybox',
      'src/docker',
      'src/docker/api',
      'src/docker/client',
      'src/docker/cli',
      'src/docker/daemon',
      'src/docker/runc',
      'src/port',
    ],
    packages: ['comlink', 'fflate', 'modern-tar', '@noble/hashes', 'rolldown', 'virtual:programs'],
    instead: 'the page is reached by the port only',
  },
  'src/ui': {
    may: ['src/port'],
    packages: ['lit', '@lit/context', '@xterm/xterm', '@xterm/addon-fit', 'comlink', 'yaml', 'idb'],
    instead: 'ask the machine through port/machine.ts',
  },
  workers: { may: ['src/machine', 'src/port'], packages: ['comlink'], instead: 'put it in machine/' },
};

/** The layer a file is in, by its longest folder; undefined outside the table. */
export function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS)
    .filter(folder => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Where siblings are apart, the part a file belongs to: 'bash' of src/userland/bash/main.ts. */
const partOf = (layer: string, file: string): string => file.slice(layer.length + 1).split('/')[0]!;

/** Why `from` may not import the target, or undefined where it may. */
export function forbidden(from: string, target: { file: string } | { package: string }): string | undefined {
  const layer = layerOf(from);
  if (!layer) return undefined;
  const rule = LAYERS[layer]!;
  if ('package' in target) {
    const builtIn = target.package.startsWith('node:');
    if (builtIn && from.startsWith('src/machine/node/')) return undefined;
    return rule.packages?.includes(target.package) ? undefined : `${layer} may not import the package ${target.package}: ${rule.instead}`;
  }
  const to = layerOf(target.file);
  if (!to) return `${target.file} is in no layer of the table`;
  if (to === layer) {
    if (!rule.apart || partOf(layer, from) === partOf(layer, target.file)) return undefined;
    return `${layer}/${partOf(layer, from)} may not import its sibling ${partOf(layer, target.file)}: ${rule.instead}`;
  }
  return rule.may.includes(to) ? undefined : `${layer} may not import ${to}: ${rule.instead}`;
}
