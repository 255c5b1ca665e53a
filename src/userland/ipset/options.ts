// ipset's command line and lines of its restore files.

import type { IpsetEntry, IpsetHeader } from '../../abi/ipset.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import { bitmapRange } from './elements.ts';
import type { Mode } from './print.ts';
import { Complaint, CREATE_OPTIONS, dimensions, parseNumber, syntax, typeNamed, usage } from './types.ts';

const COMMANDS: readonly (readonly [name: string, arguments_: number, ...others: string[]])[] = [
  ['create', 2, 'new', '-N'],
  ['add', 2, '-A'],
  ['del', 2, '-D'],
  ['test', 2, '-T'],
  ['destroy', 0, '-X'],
  ['list', 0, '-L'],
  ['save', 0, '-S'],
  ['restore', 0, '-R'],
  ['flush', 0, '-F'],
  ['rename', 2, '-E'],
  ['swap', 2, '-W'],
  ['help', 0, '-h', '-H', '--help'],
  ['version', 0, '-v', '-V', '--version'],
  ['quit', 0],
];

export interface Asked {
  command: string;
  /** The command's arguments: a set's name first. */
  words: string[];
  exist: boolean;
  quiet: boolean;
  terse: boolean;
  namesOnly: boolean;
  sorted: boolean;
  mode: Mode | undefined;
  file: string | undefined;
}

const OPTIONS: Readonly<Record<string, 'exist' | 'quiet' | 'terse' | 'namesOnly' | 'sorted' | 'resolve'>> = {
  '-!': 'exist',
  '-exist': 'exist',
  '-q': 'quiet',
  '-quiet': 'quiet',
  '-t': 'terse',
  '-terse': 'terse',
  '-n': 'namesOnly',
  '-name': 'namesOnly',
  '-s': 'sorted',
  '-sorted': 'sorted',
  '-r': 'resolve',
  '-resolve': 'resolve',
};

const isMode = (text: string): text is Mode => ['plain', 'save', 'xml', 'json'].includes(text);

/** Takes the options out wherever they stand; the first word left is the command. */
export function readCommand(argv: readonly string[]): Asked {
  const asked: Asked = {
    command: '',
    words: [],
    exist: false,
    quiet: false,
    terse: false,
    namesOnly: false,
    sorted: false,
    mode: undefined,
    file: undefined,
  };
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    const option = word.startsWith('--') ? word.slice(1) : word;
    const flag = OPTIONS[option];
    if (flag !== undefined) {
      if (flag !== 'resolve') asked[flag] = true;
    } else if (option === '-o' || option === '-output' || option === '-f' || option === '-file') {
      const value = argv[++index];
      if (value === undefined) throw usage(`Missing mandatory argument to option ${word}`);
      if (option === '-f' || option === '-file') asked.file = value;
      else if (isMode(value)) asked.mode = value;
      else throw syntax(`unknown output mode '${value}'`);
    } else words.push(word);
  }
  const [first, ...rest] = words;
  if (first === undefined) throw usage('No command specified.');
  const command = COMMANDS.find(([name, , ...others]) => name.startsWith(first) || others.includes(first));
  if (!command) throw usage(`No command specified: unknown argument ${first}`);
  asked.command = command[0];
  asked.words = rest;
  if (rest.length < 1 && command[1] > 0) throw usage(`Missing mandatory argument to command ${command[0]}`);
  if (rest.length < 2 && command[1] > 1) throw usage(`Missing second mandatory argument to command ${command[0]}`);
  const most = ['rename', 'swap'].includes(command[0]) ? 2 : ['create', 'add', 'del', 'test'].includes(command[0]) ? rest.length : 1;
  if (rest.length > most) throw usage(`Unknown argument ${rest[most]}`);
  return asked;
}

/** A line of a restore file in words; quotes hold words together. */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  for (const [, quoted, word] of line.matchAll(/"([^"]*)"|(\S+)/g)) words.push(quoted ?? word!);
  return words;
}

export function checkName(name: string): void {
  if (name.length > 31) throw syntax(`setname '${name}' is longer than 31 characters`);
}

const MAX = 0xffffffff;
const MAX_TIMEOUT = 2147483;

class Arguments {
  readonly #words: readonly string[];
  #index = 0;
  #name = '';

  constructor(words: readonly string[]) {
    this.#words = words;
  }
  next(): string | undefined {
    this.#name = this.#words[this.#index++] ?? '';
    return this.#index > this.#words.length ? undefined : this.#name;
  }
  value(): string {
    const value = this.#words[this.#index++];
    if (value === undefined) throw usage(`Missing mandatory argument of option \`${this.#name}'`);
    return value;
  }
}

function parseFamily(text: string): 'inet' | 'inet6' {
  if (text === 'inet' || text === 'inet6') return text;
  throw syntax(`unknown inet family ${text}`);
}

/** `create`'s words. */
export function parseCreate(words: readonly string[], names: FileNames): IpsetHeader {
  const [name, typeName, ...rest] = words as [string, string, ...string[]];
  checkName(name);
  const type = typeNamed(typeName);
  const allowed = CREATE_OPTIONS[type]!;
  const header: IpsetHeader = { name, type, revision: 0 };
  if (type.startsWith('hash:')) {
    header.hashsize = 1024;
    header.maxelem = 65536;
    header.bucketsize = 12;
    if (type !== 'hash:mac') header.family = 'inet';
  }
  if (type === 'list:set') header.sizeMax = 8;
  const given = new Arguments(rest);
  let netmask: string | undefined;
  for (let word = given.next(); word !== undefined; word = given.next()) {
    const option = word === '-4' || word === '-6' ? 'family' : word === 'from' ? 'range' : word;
    if (!allowed.includes(option)) throw usage(`Unknown argument: \`${word}'`);
    if (word === '-4' || word === '-6') header.family = word === '-4' ? 'inet' : 'inet6';
    else if (option === 'counters' || option === 'comment' || option === 'skbinfo' || option === 'forceadd') header[option] = true;
    else if (option === 'family') header.family = parseFamily(given.value());
    else if (option === 'range') header.range = bitmapRange(given.value(), type, names);
    else if (option === 'netmask') netmask = given.value();
    else if (option === 'timeout') header.timeoutSeconds = parseNumber(given.value(), 0, MAX_TIMEOUT);
    else if (option === 'size') header.sizeMax = Math.max(4, parseNumber(given.value(), 0, MAX));
    else if (option === 'hashsize')
      header.hashsize = 2 ** Math.max(6, Math.ceil(Math.log2(Math.max(1, parseNumber(given.value(), 0, MAX)))));
    else if (option === 'maxelem') header.maxelem = parseNumber(given.value(), 0, MAX);
    else if (option === 'bucketsize') header.bucketsize = Math.max(2, parseNumber(given.value(), 0, 255));
    else if (option === 'initval') header.initval = parseNumber(given.value(), 0, MAX);
    else if (option === 'bitmask') header.bitmask = given.value();
    else if (option === 'markmask') header.markmask = parseNumber(given.value(), 0, MAX);
  }
  if (netmask !== undefined) header.netmask = parseNetmask(netmask, header.family === 'inet6' ? 128 : 32);
  if (allowed.includes('range') && header.range === undefined) throw usage("Mandatory option `range' is missing");
  return header;
}

function parseNetmask(text: string, width: 32 | 128): number {
  try {
    return parseNumber(text, 1, width);
  } catch (error) {
    throw new Complaint(`${(error as Error).message}\nSyntax error: netmask is out of the inclusive range of 1-${width}`);
  }
}

function parseMark(text: string): { value: number; mask: number } {
  const parts = /^0x([0-9a-f]{1,8})(?:\/0x([0-9a-f]{1,8}))?$/i.exec(text);
  if (!parts) throw syntax('Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)');
  return { value: Number.parseInt(parts[1]!, 16), mask: parts[2] === undefined ? MAX : Number.parseInt(parts[2], 16) };
}

/** What stands behind an element. `brief`: of del and test, which take less. */
export function parseEntryOptions(words: readonly string[], type: string, brief: boolean): Omit<IpsetEntry, 'element'> {
  const entry: Omit<IpsetEntry, 'element'> = {};
  const given = new Arguments(words);
  for (let word = given.next(); word !== undefined; word = given.next()) {
    if (word === 'nomatch' && dimensions(type).includes('net')) entry.nomatch = true;
    else if ((word === 'before' || word === 'after') && type === 'list:set') entry[word] = given.value();
    else if (brief) throw usage(`Unknown argument: \`${word}'`);
    else if (word === 'timeout') entry.timeoutSeconds = parseNumber(given.value(), 0, MAX_TIMEOUT);
    else if (word === 'packets' || word === 'bytes') entry[word] = parseNumber(given.value(), 0, Number.MAX_SAFE_INTEGER);
    else if (word === 'comment') {
      entry.comment = given.value();
      if (entry.comment.includes('"')) throw syntax('" character is not permitted in comments');
      if (entry.comment.length > 255) throw syntax('Comment is longer than the maximum allowed 255 characters');
    } else if (word === 'skbmark') entry.skbmark = parseMark(given.value());
    else if (word === 'skbqueue') entry.skbqueue = parseNumber(given.value(), 0, 65535);
    else if (word === 'skbprio') {
      entry.skbprio = given.value();
      if (!/^[0-9a-f]{1,4}:[0-9a-f]{1,4}$/i.test(entry.skbprio)) {
        throw syntax('Invalid skbprio format, it should be:  MAJOR:MINOR (see manpage)');
      }
    } else throw usage(`Unknown argument: \`${word}'`);
  }
  return entry;
}
