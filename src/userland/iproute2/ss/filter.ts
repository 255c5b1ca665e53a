// The filter language of ss: states and conditions on addresses and ports. As misc/ssfilter.y and ss.c's parse_hostcond().

import type { SocketInfo } from '../../../abi/sock-diag.ts';
import { type IpAddress, parseAddress, parsePrefix, unmapIpv4, widthOf } from '../../../wire/address.ts';

export type Test = (socket: SocketInfo) => boolean;

/** What is wrong with a filter: whole lines for standard error, and whether the usage follows. */
export class FilterError extends Error {
  readonly usage: boolean;
  readonly status: number;

  constructor(lines: string, usage = false, status = usage ? 255 : 1) {
    super(lines);
    this.usage = usage;
    this.status = status;
  }
}

export const STATES = [
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
] as const;
const CONNECTED = STATES.filter(state => state !== 'LISTEN' && state !== 'UNCONN');

const STATE_SETS: Readonly<Record<string, readonly string[]>> = {
  all: STATES,
  connected: CONNECTED,
  synchronized: CONNECTED.filter(state => state !== 'SYN-SENT'),
  bucket: ['SYN-RECV', 'TIME-WAIT'],
  big: STATES.filter(state => state !== 'SYN-RECV' && state !== 'TIME-WAIT'),
  established: ['ESTAB'],
  estab: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': ['TIME-WAIT'],
  closed: ['UNCONN'],
  unconnected: ['UNCONN'],
  close: ['UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  listening: ['LISTEN'],
  listen: ['LISTEN'],
  closing: ['CLOSING'],
};

export const connectedStates: readonly string[] = CONNECTED;

/** The states of a word after `state` or `exclude`. Throws FilterError. */
export function statesOf(word: string): readonly string[] {
  const found = STATE_SETS[word.toLowerCase()];
  if (!found) throw new FilterError(`ss: wrong state name: ${word}\n`, false, 255);
  return found;
}

type Compare = '=' | '!=' | '>=' | '<=';
const OPERATORS: Readonly<Record<string, Compare>> = {
  '=': '=',
  '==': '=',
  eq: '=',
  '!=': '!=',
  ne: '!=',
  neq: '!=',
  '>=': '>=',
  ge: '>=',
  geq: '>=',
  '>': '>=',
  gt: '>=',
  '<=': '<=',
  le: '<=',
  leq: '<=',
  '<': '<=',
  lt: '<=',
};
const STRICT = new Set(['>', 'gt', '<', 'lt']);
const SYNTAX = 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n';

interface End {
  address: string;
  port: number;
}

function endOf(socket: SocketInfo, which: 'local' | 'peer'): End | undefined {
  const end = which === 'local' ? socket.local : socket.peer;
  if (end?.family === 'inet' || end?.family === 'inet6') return { address: end.address, port: end.port };
  return undefined;
}

/** Reads a filter's words into one test. */
export class FilterParser {
  readonly #words: string[];
  readonly #ports: (name: string) => number | undefined;
  readonly #links: ReadonlyMap<string, number>;
  #at = 0;

  constructor(text: string, ports: (name: string) => number | undefined, links: ReadonlyMap<string, number>) {
    this.#words = text.match(/[()]|&&|\|\||!=|>=|<=|==|[=<>!]|[^\s()=<>!]+/g) ?? [];
    this.#ports = ports;
    this.#links = links;
  }

  parse(): Test {
    const test = this.#or();
    if (this.#at < this.#words.length) throw new FilterError(SYNTAX, true);
    return test;
  }

  #next(): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new FilterError(SYNTAX, true);
    return word;
  }

  #accept(...words: string[]): boolean {
    if (!words.includes(this.#words[this.#at] ?? ' ')) return false;
    this.#at++;
    return true;
  }

  #or(): Test {
    let test = this.#and();
    while (this.#accept('or', '|', '||')) {
      const [left, right] = [test, this.#and()];
      test = socket => left(socket) || right(socket);
    }
    return test;
  }

  #and(): Test {
    let test = this.#not();
    for (;;) {
      const explicit = this.#accept('and', '&', '&&');
      const word = this.#words[this.#at];
      if (!explicit && (word === undefined || [')', 'or', '|', '||'].includes(word))) return test;
      const [left, right] = [test, this.#not()];
      test = socket => left(socket) && right(socket);
    }
  }

  #not(): Test {
    if (this.#accept('not', '!')) {
      const test = this.#not();
      return socket => !test(socket);
    }
    if (!this.#accept('(')) return this.#condition();
    const test = this.#or();
    if (!this.#accept(')')) throw new FilterError(SYNTAX, true);
    return test;
  }

  #condition(): Test {
    const word = this.#next();
    switch (word) {
      case 'dst':
      case 'src': {
        this.#accept('=', '==', 'eq');
        const negated = this.#accept('!=', 'ne', 'neq');
        const test = this.#host(this.#next(), word === 'src' ? 'local' : 'peer');
        return negated ? socket => !test(socket) : test;
      }
      case 'dport':
      case 'sport':
        return this.#port(word === 'sport' ? 'local' : 'peer');
      case 'dev': {
        const negated = this.#accept('!=', 'ne', 'neq');
        if (!negated) this.#accept('=', '==', 'eq');
        const name = this.#next();
        const index = this.#links.get(name) ?? (/^\d+$/.test(name) ? Number(name) : undefined);
        if (index === undefined) throw new FilterError(`Error: invalid interface "${name}"\n`);
        return socket => (socket.index === index) !== negated;
      }
      case 'fwmark': {
        const negated = this.#accept('!=', 'ne', 'neq');
        if (!negated) this.#accept('=', '==', 'eq');
        const [value, mask] = this.#next().split('/').map(Number);
        return socket => (((socket.mark ?? 0) & (mask ?? -1)) === value) !== negated;
      }
      case 'autobound':
        return socket => (endOf(socket, 'local')?.port ?? 0) >= 32768;
      case 'cgroup':
        throw new FilterError('ss: filter cgroup is not simulated here\n');
      default:
        if ([')', '=', 'and', 'or', '&', '|', '<', '>', '<=', '>=', '=='].includes(word)) throw new FilterError(SYNTAX, true);
        return this.#host(word, 'peer');
    }
  }

  #port(which: 'local' | 'peer'): Test {
    const word = this.#next();
    const operator = OPERATORS[word];
    if (operator === undefined) throw new FilterError(SYNTAX, true);
    const text = this.#next();
    const name = text.slice(text.lastIndexOf(':') + 1);
    const port = /^\d+$/.test(name) ? Number(name) : this.#ports(name);
    if (port === undefined) throw new FilterError(`Error: "${name}" does not look like a port.\nCannot parse dst/src address.\n`);
    const strict = STRICT.has(word);
    return socket => {
      const end = endOf(socket, which) ?? (socket.family === 'inet' || socket.family === 'inet6' ? { port: 0 } : undefined);
      if (!end) return false;
      if (operator === '=') return end.port === port;
      if (operator === '!=') return end.port !== port;
      if (operator === '>=') return strict ? end.port > port : end.port >= port;
      return strict ? end.port < port : end.port <= port;
    };
  }

  #host(text: string, which: 'local' | 'peer'): Test {
    if (text.startsWith('/') || text.startsWith('@') || text.startsWith('unix:')) return unixTest(text.replace(/^unix:/, ''), which);
    const bare = text.replace(/^(?:inet|inet6):(?!:)/, '');
    const [, bracketed, plain, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(bare) ?? [undefined, undefined, bare, undefined];
    const host = bracketed ?? plain ?? '';
    const port = name === undefined || name === '*' || name === '' ? undefined : /^\d+$/.test(name) ? Number(name) : this.#ports(name);
    if (name !== undefined && name !== '*' && name !== '' && port === undefined) {
      throw new FilterError(`Error: "${name}" does not look like a port.\nCannot parse dst/src address.\n`);
    }
    const prefix = host === '' || host === '*' ? undefined : parsePrefix(host);
    if (host !== '' && host !== '*' && !prefix) {
      throw new FilterError(`Error: an inet prefix is expected rather than "${host}".\nCannot parse dst/src address.\n`);
    }
    return socket => {
      const end = endOf(socket, which);
      if (!end) return false;
      if (port !== undefined && end.port !== port) return false;
      return prefix === undefined || within(parseAddress(end.address.replace(/%.*/, '')), prefix);
    };
  }
}

function within(address: IpAddress | undefined, prefix: { address: IpAddress; length: number }): boolean {
  if (address === undefined) return false;
  const own = typeof address === 'bigint' && typeof prefix.address === 'number' ? (unmapIpv4(address) ?? address) : address;
  if (typeof own !== typeof prefix.address) return false;
  const shift = BigInt(widthOf(own) - prefix.length);
  return BigInt(own) >> shift === BigInt(prefix.address) >> shift;
}

function unixTest(pattern: string, which: 'local' | 'peer'): Test {
  const match = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  return socket => {
    const end = which === 'local' ? socket.local : socket.peer;
    return end?.family === 'unix' && match.test(end.path);
  };
}
