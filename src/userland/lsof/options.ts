// What lsof 4.99.4 was asked: its options have values of their own kinds, after "-" or "+".

import type { Sys } from '../../abi/sys.ts';
import { users } from '../lib/accounts.ts';
import { readText } from '../lib/io.ts';
import { HELP } from './help/lsof.ts';

/** A mistake: its words, then the usage. */
export class Mistake extends Error {}

/** One choice of a list; with ^ what it names is left out. */
export interface Choice<T> {
  value: T;
  excluded: boolean;
}

/** An -i: which sockets. */
export interface Internet {
  family: 4 | 6 | undefined;
  protocol: 'TCP' | 'UDP' | undefined;
  host: string | undefined;
  ports: readonly (readonly [number, number])[];
}

export interface Asked {
  and: boolean;
  pids: Choice<number>[];
  groups: Choice<number>[];
  users: Choice<number>[];
  commands: Choice<string>[];
  descriptors: Choice<string>[];
  internet: Internet[];
  unix: boolean;
  /** States of TCP and UDP by "TCP:LISTEN". */
  states: Choice<string>[];
  linksBelow: number | undefined;
  names: string[];
  folders: { path: string; deep: boolean }[];
  fields: string | undefined;
  commandColumns: number;
  flags: ReadonlySet<string>;
}

const WITH_VALUE = 'cdDpueS';
const MAY_HAVE_VALUE = 'FgiLorsTx';
const FLAGS = 'abhHlnNOPQRtUvVwXCKE?';
const REFUSED = 'eHNrSxXDmMEfZ';
const SHORT_LINES = HELP.split('\n').filter(line => /^(lsof 4| latest| usage| \[)/.test(line));
const ILLEGAL = /^(\^?)(.*)$/;

/** The usage that follows a mistake. */
export const USAGE = `${SHORT_LINES.join('\n')}\nUse the \`\`-h'' option to get more help information.\n`;
/** All of -h. */
export const LONG_HELP = HELP.slice(HELP.indexOf('lsof 4.'));

interface Word {
  sign: '-' | '+';
  letter: string;
  value: string | undefined;
}

/** Splits the command line. Throws Mistake. */
function words(argv: readonly string[]): { options: Word[]; names: string[] } {
  const options: Word[] = [];
  const names: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') return { options, names: [...names, ...argv.slice(at + 1)] };
    if (!/^[-+]./.test(word)) {
      names.push(word);
      continue;
    }
    const sign = word[0] as '-' | '+';
    for (let index = 1; index < word.length; index++) {
      const letter = word[index]!;
      const rest = word.slice(index + 1);
      if (WITH_VALUE.includes(letter)) {
        const value = rest !== '' ? rest : argv[++at];
        if (value === undefined) throw new Mistake(`missing ${sign}${letter} option value`);
        options.push({ sign, letter, value });
        break;
      }
      if (MAY_HAVE_VALUE.includes(letter)) {
        const next = argv[at + 1];
        const follows = next !== undefined && !/^[-+]/.test(next) && takesNext(letter, next);
        options.push({ sign, letter, value: rest !== '' ? rest : follows ? next : undefined });
        if (rest === '' && follows) at++;
        break;
      }
      if (!FLAGS.includes(letter) && !REFUSED.includes(letter)) throw new Mistake(`illegal option character: ${letter}`);
      options.push({ sign, letter, value: undefined });
    }
  }
  return { options, names };
}

function takesNext(letter: string, next: string): boolean {
  if (letter === 'i') return !next.startsWith('/');
  if (letter === 'F') return /^[a-zA-Z0]+$/.test(next);
  if (letter === 's') return /^(tcp|udp):/i.test(next);
  if (letter === 'g') return /^\^?\d+(,\^?\d+)*$/.test(next);
  return /^\d+$/.test(next);
}

const list = (value: string): Choice<string>[] =>
  value.split(',').map(each => {
    const [, mark = '', text = ''] = ILLEGAL.exec(each)!;
    return { value: text, excluded: mark === '^' };
  });

/** Reads the command line. Throws Mistake. */
export async function readOptions(sys: Sys, argv: readonly string[]): Promise<Asked> {
  const { options, names } = words(argv);
  const flags = new Set<string>();
  const asked: Asked = {
    ...{ and: false, pids: [], groups: [], users: [], commands: [], descriptors: [], internet: [], unix: false, states: [] },
    ...{ linksBelow: undefined, names, folders: [], fields: undefined, commandColumns: 9, flags },
  };
  for (const option of options) {
    const { sign, letter, value = '' } = option;
    if (sign === '+' && (letter === 'd' || letter === 'D')) asked.folders.push({ path: value, deep: letter === 'D' });
    else if (sign === '+' && letter === 'c') asked.commandColumns = Number(value);
    else if (letter === 'L') {
      flags.add(`${sign}L`);
      if (sign === '+' && Number(value) > 0) asked.linksBelow = Number(value);
    } else if (REFUSED.includes(letter)) throw new Mistake(`option ${sign}${letter} is not simulated here`);
    else await one(sys, asked, option, flags);
  }
  return asked;
}

async function one(sys: Sys, asked: Asked, { letter, value }: Word, flags: Set<string>): Promise<void> {
  const text = value ?? '';
  flags.add(letter);
  if (letter === 'a') asked.and = true;
  else if (letter === 'U') asked.unix = true;
  else if (letter === 'c') asked.commands.push(...(text.startsWith('/') ? [{ value: text, excluded: false }] : list(text)));
  else if (letter === 'd') asked.descriptors.push(...list(text));
  else if (letter === 'p') asked.pids.push(...list(text).map(each => ({ ...each, value: numberOf(each.value, 'process ID') })));
  else if (letter === 'g') {
    if (value !== undefined) asked.groups.push(...list(text).map(each => ({ ...each, value: numberOf(each.value, 'process group ID') })));
  } else if (letter === 'u') {
    const known = await users(sys);
    for (const { value: name, excluded } of list(text)) {
      const uid = known.find(user => user.name === name)?.uid ?? (/^\d+$/.test(name) ? Number(name) : undefined);
      if (uid === undefined) throw new Mistake(`can't get UID for ${name}`);
      asked.users.push({ value: uid, excluded });
    }
  } else if (letter === 'i') asked.internet.push(await internetOf(sys, text));
  else if (letter === 'F') asked.fields = value ?? 'pgRcuLfaltDsoiPnT';
  else if (letter === 's' && value !== undefined) {
    const [protocol = '', states = ''] = text.split(':');
    asked.states.push(...list(states.toUpperCase()).map(each => ({ ...each, value: `${protocol.toUpperCase()}:${each.value}` })));
    flags.delete('s');
  }
}

function numberOf(text: string, what: string): number {
  if (!/^\d+$/.test(text)) throw new Mistake(`illegal ${what}: ${text}`);
  return Number(text);
}

async function internetOf(sys: Sys, text: string): Promise<Internet> {
  const [, family, protocol = '', host, ports] = /^([46])?([^@:]*)(?:@(\[[^\]]*\]|[^:]*))?(?::(.*))?$/.exec(text) ?? [];
  const name = protocol.toUpperCase();
  if (name !== '' && name !== 'TCP' && name !== 'UDP') throw new Mistake(`unknown protocol name (${protocol}) in: -i ${text}`);
  const ranges: [number, number][] = [];
  for (const part of ports === undefined ? [] : ports.split(',')) {
    const [, low, high] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (low !== undefined) ranges.push([Number(low), Number(high ?? low)]);
    else {
      const port = await servicePort(sys, part);
      if (port === undefined) throw new Mistake(`unknown service ${part} in: -i ${text}`);
      ranges.push([port, port]);
    }
  }
  return {
    family: family === undefined ? undefined : family === '4' ? 4 : 6,
    protocol: name === '' ? undefined : name,
    host: host?.replace(/[[\]]/g, ''),
    ports: ranges,
  };
}

async function servicePort(sys: Sys, name: string): Promise<number | undefined> {
  const services = await readText(sys, '/etc/services').catch(() => '');
  for (const [, first, port] of services.matchAll(/^(\S+)\s+(\d+)\//gm)) if (first === name) return Number(port);
  return undefined;
}
