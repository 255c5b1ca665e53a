// The commands of buildx. As docker-buildx 0.29.1.

import type { Group } from '../command.ts';

const refused =
  (verb: string): Group['commands'][string] =>
  async () => ({ command: (await import('../commands/refused.ts')).refusedCommand(`docker buildx ${verb}`) });

export const BUILDX: Group = {
  pages: () => import('../help/buildx.ts'),
  aliases: { b: 'build', f: 'bake' },
  commands: {
    bake: refused('bake'),
    build: () => import('./commands/build.ts'),
    create: refused('create'),
    'dial-stdio': refused('dial-stdio'),
    du: () => import('./commands/du.ts'),
    history: refused('history'),
    'history export': refused('history export'),
    'history import': refused('history import'),
    'history inspect': refused('history inspect'),
    'history inspect attachment': refused('history inspect attachment'),
    'history logs': refused('history logs'),
    'history ls': refused('history ls'),
    'history open': refused('history open'),
    'history rm': refused('history rm'),
    imagetools: refused('imagetools'),
    'imagetools create': refused('imagetools create'),
    'imagetools inspect': refused('imagetools inspect'),
    inspect: () => import('./commands/inspect.ts'),
    ls: () => import('./commands/ls.ts'),
    prune: () => import('./commands/prune.ts'),
    rm: () => import('./commands/rm.ts'),
    stop: () => import('./commands/stop.ts'),
    use: () => import('./commands/use.ts'),
    version: () => import('./commands/version.ts'),
  },
};
