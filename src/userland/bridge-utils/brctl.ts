// brctl: ethernet bridge administration. bridge-utils 1.7.

import type { Link, LinkRequest } from '../../abi/rtnetlink.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { Failure, findLink, links, portsOf, request } from './bridges.ts';
import { printBridges, printMacs, printStp } from './show.ts';

interface Command {
  /** How many words it takes, at least and at most. */
  words: readonly [least: number, most: number];
  usage: string;
  text: string;
  run(netlink: Netlink, words: string[]): Promise<string | void>;
}

const need = async (netlink: Netlink, name: string): Promise<Link> => {
  const link = await findLink(netlink, name);
  if (link?.kind !== 'bridge') throw new Failure(`bridge ${name} does not exist!\n`);
  return link;
};

/** Seconds as the kernel's hundredths; throws in brctl's words. */
function hundredths(text: string, what: string): number {
  if (!/^\d+(?:\.\d*)?$/.test(text)) throw new Failure(`bad ${what}\n`);
  return Math.round(Number(text) * 100);
}

function number(text: string, what: string): number {
  if (!/^(?:0x[0-9a-f]+|\d+)$/i.test(text)) throw new Failure(`bad ${what}\n`);
  return Number(text);
}

function onOff(text: string): boolean {
  if (['on', 'yes', '1'].includes(text)) return true;
  if (['off', 'no', '0'].includes(text)) return false;
  throw new Failure('expect on/off for argument\n');
}

async function setBridge(netlink: Netlink, name: string, data: Record<string, unknown>, what: string): Promise<void> {
  const link = await findLink(netlink, name);
  if (link?.kind !== 'bridge') throw new Failure(`${what} failed: No such device\n`);
  await request(netlink, { type: 'setlink', link: { index: link.index, kind: 'bridge', data } }, reason => `${what} failed: ${reason}\n`);
}

async function setPort(
  netlink: Netlink,
  [bridge = '', port = '']: readonly string[],
  slaveData: Record<string, unknown>,
  refuse: (reason: string) => string,
): Promise<void> {
  const master = await findLink(netlink, bridge);
  const link = await findLink(netlink, port);
  if (!master || !link) throw new Failure(refuse('No such device'));
  if (link.master !== master.index) throw new Failure(refuse('No such file or directory'));
  await request(netlink, { type: 'setlink', link: { index: link.index, slaveKind: 'bridge', slaveData } }, refuse);
}

async function addPorts(netlink: Netlink, [name = '', ...ports]: string[]): Promise<void> {
  for (const port of ports) {
    const link = await findLink(netlink, port);
    const bridge = await findLink(netlink, name);
    if (!link) throw new Failure(`interface ${port} does not exist!\n`);
    if (bridge?.kind !== 'bridge') throw new Failure(`bridge ${name} does not exist!\n`);
    if (link.master !== undefined) throw new Failure(`device ${port} is already a member of a bridge; can't add it to bridge ${name}.\n`);
    const change: LinkRequest = { index: link.index, master: bridge.index };
    await request(netlink, { type: 'setlink', link: change }, reason =>
      reason.startsWith('Too many levels')
        ? `device ${port} is a bridge device itself; can't add a bridge device to a bridge device.\n`
        : `can't add ${port} to bridge ${name}: ${reason}\n`,
    );
  }
}

async function removePorts(netlink: Netlink, [name = '', ...ports]: string[]): Promise<void> {
  for (const port of ports) {
    const link = await findLink(netlink, port);
    const bridge = await findLink(netlink, name);
    if (!link) throw new Failure(`interface ${port} does not exist!\n`);
    if (bridge?.kind !== 'bridge') throw new Failure(`bridge ${name} does not exist!\n`);
    if (link.master !== bridge.index) throw new Failure(`device ${port} is not a port of ${name}\n`);
    await request(
      netlink,
      { type: 'setlink', link: { index: link.index, master: 0 } },
      reason => `can't delete ${port} from ${name}: ${reason}\n`,
    );
  }
}

async function addBridge(netlink: Netlink, [name = '']: string[]): Promise<void> {
  if (await findLink(netlink, name)) throw new Failure(`device ${name} already exists; can't create bridge with the same name\n`);
  await request(
    netlink,
    { type: 'newlink', link: { name, kind: 'bridge' }, flags: { create: true, exclusive: true } },
    reason => `add bridge failed: ${reason}\n`,
  );
}

async function deleteBridge(netlink: Netlink, [name = '']: string[]): Promise<void> {
  const link = await findLink(netlink, name);
  if (!link) throw new Failure(`bridge ${name} doesn't exist; can't delete it\n`);
  if (link.kind !== 'bridge') throw new Failure(`can't delete bridge ${name}: Operation not permitted\n`);
  if (link.flags.includes('UP')) throw new Failure(`bridge ${name} is still up; can't delete it\n`);
  await request(netlink, { type: 'dellink', link: { index: link.index } }, reason => `can't delete bridge ${name}: ${reason}\n`);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  addbr: { words: [1, 1], usage: '<bridge>', text: 'add bridge', run: addBridge },
  delbr: { words: [1, 1], usage: '<bridge>', text: 'delete bridge', run: deleteBridge },
  addif: { words: [2, Number.POSITIVE_INFINITY], usage: '<bridge> <device>', text: 'add interface to bridge', run: addPorts },
  delif: { words: [2, Number.POSITIVE_INFINITY], usage: '<bridge> <device>', text: 'delete interface from bridge', run: removePorts },
  hairpin: {
    words: [3, 3],
    usage: '<bridge> <port> {on|off}',
    text: 'turn hairpin on/off',
    run: (netlink, words) =>
      setPort(
        netlink,
        words,
        { hairpin: onOff(words[2]!) },
        reason => `can't set ${words[1]} to hairpin on bridge ${words[0]}: ${reason}\n`,
      ),
  },
  setageing: {
    words: [2, 2],
    usage: '<bridge> <time>',
    text: 'set ageing time',
    run: (netlink, [name = '', time = '']) =>
      setBridge(netlink, name, { ageing_time: hundredths(time, 'ageing time value') }, 'set ageing time'),
  },
  setbridgeprio: {
    words: [2, 2],
    usage: '<bridge> <prio>',
    text: 'set bridge priority',
    run: (netlink, [name = '', value = '']) => setBridge(netlink, name, { priority: number(value, 'priority') }, 'set bridge priority'),
  },
  setfd: {
    words: [2, 2],
    usage: '<bridge> <time>',
    text: 'set bridge forward delay',
    run: (netlink, [name = '', time = '']) =>
      setBridge(netlink, name, { forward_delay: hundredths(time, 'forward delay value') }, 'set forward delay'),
  },
  sethello: {
    words: [2, 2],
    usage: '<bridge> <time>',
    text: 'set hello time',
    run: (netlink, [name = '', time = '']) =>
      setBridge(netlink, name, { hello_time: hundredths(time, 'hello timer value') }, 'set hello timer'),
  },
  setmaxage: {
    words: [2, 2],
    usage: '<bridge> <time>',
    text: 'set max message age',
    run: (netlink, [name = '', time = '']) => setBridge(netlink, name, { max_age: hundredths(time, 'max age value') }, 'set max age'),
  },
  setpathcost: {
    words: [3, 3],
    usage: '<bridge> <port> <cost>',
    text: 'set path cost',
    run: (netlink, words) =>
      setPort(netlink, words, { cost: number(words[2]!, 'path cost value') }, reason => `set path cost failed: ${reason}\n`),
  },
  setportprio: {
    words: [3, 3],
    usage: '<bridge> <port> <prio>',
    text: 'set port priority',
    run: (netlink, words) =>
      setPort(netlink, words, { priority: number(words[2]!, 'path priority value') }, reason => `set port priority failed: ${reason}\n`),
  },
  show: {
    words: [0, Number.POSITIVE_INFINITY],
    usage: '[ <bridge> ]',
    text: 'show a list of bridges',
    async run(netlink, names) {
      const all = await links(netlink);
      const bridges = all.filter(({ kind }) => kind === 'bridge').sort((a, b) => (a.name < b.name ? -1 : 1));
      const shown = names.length === 0 ? bridges : bridges.filter(({ name }) => names.includes(name));
      const lost = names.filter(name => !bridges.some(bridge => bridge.name === name));
      if (lost.length > 0) throw new Failure(lost.map(name => `bridge ${name} does not exist!\n`).join(''), printed(shown, all));
      return printBridges(shown, all);
    },
  },
  showmacs: {
    words: [1, 1],
    usage: '<bridge>',
    text: 'show a list of mac addrs',
    async run(netlink, [name = '']) {
      const bridge = await findLink(netlink, name);
      if (bridge?.kind !== 'bridge') throw new Failure('read of forward table failed: No such device\n');
      return printMacs(netlink, bridge);
    },
  },
  showstp: {
    words: [1, 1],
    usage: '<bridge>',
    text: 'show bridge stp info',
    async run(netlink, [name = '']) {
      const bridge = await need(netlink, name);
      return printStp(bridge, portsOf(bridge, await links(netlink)));
    },
  },
  stp: {
    words: [2, 2],
    usage: '<bridge> {on|off}',
    text: 'turn stp on/off',
    run: (netlink, [name = '', word = '']) => setBridge(netlink, name, { stp_state: onOff(word) ? 1 : 0 }, 'set stp status'),
  },
};

const printed = (shown: readonly Link[], all: readonly Link[]): string => (shown.length > 0 ? printBridges(shown, all) : '');

const tail = ({ usage, text }: Command): string => `${usage}${usage.length < 16 ? '\t\t' : '\t'}${text}\n`;
const usageText = (): string =>
  `Usage: brctl [commands]\ncommands:\n${Object.entries(COMMANDS)
    .map(([name, command]) => `\t${name.padEnd(10)}\t${tail(command)}`)
    .join('')}`;

export default program({
  name: 'brctl',
  summary: 'ethernet bridge administration',

  async main(sys, argv) {
    const [first, ...words] = argv.slice(1);
    if (first === '-V' || first === '--version') {
      await print(sys, 'bridge-utils, 1.7\n');
      return 0;
    }
    if (first === '-h' || first === '--help' || words.includes('--help') || words.includes('-h')) {
      await print(sys, usageText());
      return 0;
    }
    if (first === undefined) return fail(sys, usageText());
    const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
    if (!command) {
      await warn(sys, `never heard of command [${first}]\n`);
      return fail(sys, usageText());
    }
    const [least, most] = command.words;
    if (words.length < least || words.length > most) {
      await print(sys, 'Incorrect number of arguments for command\n');
      await print(sys, `Usage: brctl ${first} ${tail(command)}`);
      return 1;
    }
    try {
      await print(sys, (await command.run(await Netlink.open(sys), words)) ?? '');
      return 0;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await print(sys, error.before);
      await warn(sys, error.message);
      return 1;
    }
  },
});

async function fail(sys: Sys, text: string): Promise<number> {
  await print(sys, text);
  return 1;
}
