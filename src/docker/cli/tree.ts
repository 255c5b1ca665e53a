// Every command of docker by its words, and where its pages and its code are. Nothing is loaded before it is used. As `docker --help`, 28.5.2.

import type { Group } from './command.ts';

const container: Group = {
  pages: () => import('./help/container.ts'),
  morePages: {
    run: () => import('./help/container-run.ts'),
    update: () => import('./help/container-run.ts'),
    create: () => import('./help/container-create.ts'),
  },
  aliases: { list: 'ls', ps: 'ls', remove: 'rm' },
  commands: {
    attach: () => import('./commands/container/attach.ts'),
    commit: () => import('./commands/container/commit.ts'),
    cp: () => import('./commands/container/cp.ts'),
    create: () => import('./commands/container/create.ts'),
    diff: () => import('./commands/container/diff.ts'),
    exec: () => import('./commands/container/exec.ts'),
    export: () => import('./commands/container/export.ts'),
    inspect: () => import('./commands/container/inspect.ts'),
    kill: () => import('./commands/container/kill.ts'),
    logs: () => import('./commands/container/logs.ts'),
    ls: () => import('./commands/container/ls.ts'),
    pause: () => import('./commands/container/pause.ts'),
    port: () => import('./commands/container/port.ts'),
    prune: () => import('./commands/container/prune.ts'),
    rename: () => import('./commands/container/rename.ts'),
    restart: () => import('./commands/container/restart.ts'),
    rm: () => import('./commands/container/rm.ts'),
    run: () => import('./commands/container/run.ts'),
    start: () => import('./commands/container/start.ts'),
    stats: () => import('./commands/container/stats.ts'),
    stop: () => import('./commands/container/stop.ts'),
    top: () => import('./commands/container/top.ts'),
    unpause: () => import('./commands/container/unpause.ts'),
    update: () => import('./commands/container/update.ts'),
    wait: () => import('./commands/container/wait.ts'),
  },
};

const image: Group = {
  pages: () => import('./help/image.ts'),
  aliases: { list: 'ls', remove: 'rm' },
  commands: {
    history: () => import('./commands/image/history.ts'),
    import: () => import('./commands/image/import.ts'),
    inspect: () => import('./commands/image/inspect.ts'),
    load: () => import('./commands/image/load.ts'),
    ls: () => import('./commands/image/ls.ts'),
    prune: () => import('./commands/image/prune.ts'),
    pull: () => import('./commands/image/pull.ts'),
    push: () => import('./commands/image/push.ts'),
    rm: () => import('./commands/image/rm.ts'),
    save: () => import('./commands/image/save.ts'),
    tag: () => import('./commands/image/tag.ts'),
  },
};

const network: Group = {
  pages: () => import('./help/network.ts'),
  aliases: { list: 'ls', remove: 'rm' },
  commands: {
    connect: () => import('./commands/network/connect.ts'),
    create: () => import('./commands/network/create.ts'),
    disconnect: () => import('./commands/network/disconnect.ts'),
    inspect: () => import('./commands/network/inspect.ts'),
    ls: () => import('./commands/network/ls.ts'),
    prune: () => import('./commands/network/prune.ts'),
    rm: () => import('./commands/network/rm.ts'),
  },
};

const volume: Group = {
  pages: () => import('./help/volume.ts'),
  aliases: { list: 'ls', remove: 'rm' },
  commands: {
    create: () => import('./commands/volume/create.ts'),
    inspect: () => import('./commands/volume/inspect.ts'),
    ls: () => import('./commands/volume/ls.ts'),
    prune: () => import('./commands/volume/prune.ts'),
    rm: () => import('./commands/volume/rm.ts'),
  },
};

const context: Group = {
  pages: () => import('./help/context.ts'),
  aliases: { list: 'ls', remove: 'rm' },
  commands: {
    create: () => import('./commands/context/create.ts'),
    export: () => import('./commands/context/export.ts'),
    import: () => import('./commands/context/import.ts'),
    inspect: () => import('./commands/context/inspect.ts'),
    ls: () => import('./commands/context/ls.ts'),
    rm: () => import('./commands/context/rm.ts'),
    show: () => import('./commands/context/show.ts'),
    update: () => import('./commands/context/update.ts'),
    use: () => import('./commands/context/use.ts'),
  },
};

const system: Group = {
  pages: () => import('./help/system.ts'),
  commands: {
    df: () => import('./commands/system/df.ts'),
    events: () => import('./commands/system/events.ts'),
    info: () => import('./commands/system/info.ts'),
    prune: () => import('./commands/system/prune.ts'),
  },
};

/** A group whose verbs only reach the daemon, or say that they are not simulated. */
function far(pages: Group['pages'], verbs: string, load: (verb: string) => Group['commands'][string]): Group {
  return {
    pages,
    aliases: { list: 'ls', remove: 'rm' },
    commands: Object.fromEntries(verbs.split(verbs.includes('|') ? '|' : ' ').map(verb => [verb, load(verb)])),
  };
}

const cluster = (noun: string): ((verb: string) => Group['commands'][string]) => {
  return verb => async () => ({ command: (await import('./commands/swarm/cluster.ts')).clusterCommand(noun, verb) });
};

const refused = (noun: string): ((verb: string) => Group['commands'][string]) => {
  return verb => async () => ({ command: (await import('./commands/refused.ts')).refusedCommand(`docker ${noun} ${verb}`) });
};

const swarmPages = (): ReturnType<Group['pages']> => import('./help/swarm.ts');

export const GROUPS: Readonly<Record<string, Group>> = {
  container,
  image,
  network,
  volume,
  context,
  system,
  manifest: far(() => import('./help/manifest.ts'), 'annotate create inspect push rm', refused('manifest')),
  plugin: far(
    () => import('./help/plugin.ts'),
    'create disable enable inspect install ls push rm set upgrade',
    verb => () => import('./commands/swarm/plugin.ts').then(module => ({ command: module.pluginCommand(verb) })),
  ),
  trust: far(
    () => import('./help/trust.ts'),
    'inspect|revoke|sign|key|key generate|key load|signer|signer add|signer remove',
    refused('trust'),
  ),
  swarm: far(swarmPages, 'init join ca join-token leave unlock unlock-key update', cluster('swarm')),
  node: far(swarmPages, 'demote inspect ls promote ps rm update', cluster('node')),
  stack: far(swarmPages, 'config deploy ls ps rm services', cluster('stack')),
  secret: far(swarmPages, 'create inspect ls rm', cluster('secret')),
  config: far(swarmPages, 'create inspect ls rm', cluster('config')),
  service: {
    ...far(() => import('./help/service.ts'), 'create inspect logs ls ps rm rollback scale update', cluster('service')),
    morePages: { update: () => import('./help/service-update.ts') },
  },
};

/** Commands of one word that are a group's: the noun, and the verb where it is another. */
const words = (noun: string, verbs: string): Record<string, [string, string]> =>
  Object.fromEntries(verbs.split(' ').map(verb => [verb, [noun, verb]]));

export const SHORTCUTS: Readonly<Record<string, readonly [noun: string, verb: string]>> = {
  ...words(
    'container',
    'attach commit cp create diff exec export kill logs pause port rename restart rm run start stats stop top unpause update wait',
  ),
  ...words('image', 'history import load pull push save tag'),
  ps: ['container', 'ls'],
  images: ['image', 'ls'],
  rmi: ['image', 'rm'],
  info: ['system', 'info'],
  events: ['system', 'events'],
};

/** Commands of one word that are no group's. */
export const SINGLES: Group = {
  pages: () => import('./help/root.ts'),
  commands: {
    inspect: () => import('./commands/inspect.ts'),
    login: () => import('./commands/login.ts'),
    logout: () => import('./commands/logout.ts'),
    search: () => import('./commands/search.ts'),
    version: () => import('./commands/version.ts'),
  },
};

/** What the buildx plugin does: the words it is called with. */
export const BUILDER: Readonly<Record<string, readonly string[]>> = {
  build: ['buildx', 'build'],
  bake: ['buildx', 'bake'],
  builder: ['buildx'],
};
