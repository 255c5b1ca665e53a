// The commands of a swarm: a node that is in none gets the daemon's own refusal; making one is not simulated. docker-cli 28.5.2.

import { ANY } from '../../../../userland/lib/go-value.ts';
import type { Cli } from '../../cli.ts';
import { type Command, defineCommand } from '../../command.ts';
import { StatusError } from '../../errors.ts';
import { inspectAll } from '../../format/inspect.ts';
import { wordsOf } from '../../lib/each.ts';

type Call = readonly [method: string, path: string];

/** What each command asks the daemon first. $1 is its first operand. */
const CALLS: Readonly<Record<string, Call>> = {
  'swarm ca': ['GET', '/swarm'],
  'swarm join-token': ['GET', '/swarm'],
  'swarm leave': ['POST', '/swarm/leave'],
  'swarm unlock': ['GET', '/info'],
  'swarm unlock-key': ['GET', '/swarm/unlockkey'],
  'swarm update': ['GET', '/swarm'],
  'node demote': ['GET', '/nodes/$1'],
  'node inspect': ['GET', '/nodes/$1'],
  'node ls': ['GET', '/nodes'],
  'node promote': ['GET', '/nodes/$1'],
  'node ps': ['GET', '/nodes/self'],
  'node rm': ['DELETE', '/nodes/$1'],
  'node update': ['GET', '/nodes/$1'],
  'service create': ['POST', '/services/create'],
  'service inspect': ['GET', '/services/$1'],
  'service logs': ['GET', '/services/$1'],
  'service ls': ['GET', '/services'],
  'service ps': ['GET', '/services'],
  'service rm': ['DELETE', '/services/$1'],
  'service rollback': ['GET', '/services/$1'],
  'service scale': ['GET', '/services/$1'],
  'service update': ['GET', '/services/$1'],
  'stack deploy': ['GET', '/info'],
  'stack ls': ['GET', '/services'],
  'stack ps': ['GET', '/tasks'],
  'stack rm': ['GET', '/services'],
  'stack services': ['GET', '/services'],
  'secret create': ['POST', '/secrets/create'],
  'secret inspect': ['GET', '/secrets/$1'],
  'secret ls': ['GET', '/secrets'],
  'secret rm': ['DELETE', '/secrets/$1'],
  'config create': ['POST', '/configs/create'],
  'config inspect': ['GET', '/configs/$1'],
  'config ls': ['GET', '/configs'],
  'config rm': ['DELETE', '/configs/$1'],
};

const ONE = new Set([
  'swarm join-token',
  'swarm join',
  'service logs',
  'service rollback',
  'service update',
  'node update',
  'stack deploy',
  'stack ps',
  'stack services',
]);
const NONE = new Set([
  'swarm ca',
  'swarm init',
  'swarm leave',
  'swarm unlock',
  'swarm unlock-key',
  'swarm update',
  'node ls',
  'service ls',
  'stack ls',
  'secret ls',
  'config ls',
  'stack config',
]);
const ANY_NUMBER = new Set(['node ps']);
const PAIRS: Readonly<Record<string, readonly [number, number]>> = { 'secret create': [1, 2], 'config create': [2, 2] };

function argsOf(name: string): readonly [number, number] {
  if (PAIRS[name]) return PAIRS[name];
  if (ONE.has(name)) return [1, 1];
  if (NONE.has(name)) return [0, 0];
  return [ANY_NUMBER.has(name) ? 0 : 1, Number.POSITIVE_INFINITY];
}

/** A command by its noun and verb. */
export function clusterCommand(noun: string, verb: string): Command {
  const name = `${noun} ${verb}`;
  if (verb === 'inspect') return inspectCommand(noun);
  if (name === 'stack deploy') {
    return defineCommand({
      args: [1, 1],
      async run(cli, flags, args) {
        if (!flags.has('compose-file')) throw new Error('Specify a Compose file (with --compose-file)');
        await ask(cli, name, args);
      },
    });
  }
  return defineCommand({
    args: argsOf(name),
    interspersed: name !== 'service create',
    run: (cli, _flags, args) => ask(cli, name, args),
  });
}

const inspectCommand = (noun: string): Command =>
  defineCommand({
    args: [1, Number.POSITIVE_INFINITY],
    async run(cli, flags, names) {
      const client = await cli.client();
      await inspectAll(cli, names, flags.string('format'), async name => ({
        raw: await (await client.call('GET', `/${noun}s/${name}`)).text(),
        type: ANY,
      }));
    },
  });

async function ask(cli: Cli, name: string, args: readonly string[]): Promise<void> {
  const call = CALLS[name];
  if (!call) throw new StatusError(1, `docker ${name}: not simulated here`);
  const [method, path] = call;
  const client = await cli.client();
  try {
    const body = method === 'POST' ? { body: {} } : {};
    await client.done(method, path.replace('$1', args[0] ?? ''), body);
  } catch (error) {
    if (name === 'swarm unlock-key') throw new Error(`could not fetch unlock key: ${wordsOf(error)}`);
    throw error;
  }
  if (name === 'swarm unlock') throw new Error('Error: This node is not part of a swarm');
  if (name === 'stack deploy') {
    throw new Error(
      'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again',
    );
  }
}
