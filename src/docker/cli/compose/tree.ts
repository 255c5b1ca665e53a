// The commands of compose. As docker-compose 2.40.3.

import type { Group } from '../command.ts';

const LATE =
  'logs ls pause port ps publish pull push restart rm run scale start stats stop top unpause up version volumes wait watch'.split(' ');

const refused =
  (verb: string): Group['commands'][string] =>
  async () => ({ command: (await import('../commands/refused.ts')).refusedCommand(`docker compose ${verb}`) });

export const COMPOSE: Group = {
  pages: () => import('../help/compose.ts'),
  morePages: Object.fromEntries(LATE.map(verb => [verb, () => import('../help/compose-more.ts')])),
  commands: {
    attach: refused('attach'),
    bridge: refused('bridge'),
    'bridge convert': refused('bridge convert'),
    build: () => import('./commands/build.ts'),
    commit: refused('commit'),
    config: () => import('./commands/config.ts'),
    cp: () => import('./commands/cp.ts'),
    create: () => import('./commands/create.ts'),
    down: () => import('./commands/down.ts'),
    events: () => import('./commands/events.ts'),
    exec: () => import('./commands/exec.ts'),
    export: refused('export'),
    images: () => import('./commands/images.ts'),
    kill: () => import('./commands/kill.ts'),
    logs: () => import('./commands/logs.ts'),
    ls: () => import('./commands/ls.ts'),
    pause: () => import('./commands/pause.ts'),
    port: () => import('./commands/port.ts'),
    ps: () => import('./commands/ps.ts'),
    publish: refused('publish'),
    pull: () => import('./commands/pull.ts'),
    push: () => import('./commands/push.ts'),
    restart: () => import('./commands/restart.ts'),
    rm: () => import('./commands/rm.ts'),
    run: () => import('./commands/run.ts'),
    scale: () => import('./commands/scale.ts'),
    start: () => import('./commands/start.ts'),
    stats: () => import('./commands/stats.ts'),
    stop: () => import('./commands/stop.ts'),
    top: () => import('./commands/top.ts'),
    unpause: () => import('./commands/unpause.ts'),
    up: () => import('./commands/up.ts'),
    version: () => import('./commands/version.ts'),
    volumes: () => import('./commands/volumes.ts'),
    wait: () => import('./commands/wait.ts'),
    watch: () => import('./commands/watch.ts'),
  },
  aliases: { convert: 'config' },
};
