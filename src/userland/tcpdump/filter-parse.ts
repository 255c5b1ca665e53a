// Capture filters: words to a tree. As pcap-filter(7) and grammar.y of libpcap 1.10.5.

/** What a filter's words say wrong, in libpcap's words. */
export class FilterError extends Error {}

export type Arithmetic =
  | { kind: 'number'; value: number }
  | { kind: 'length' }
  | { kind: 'load'; protocol: string; at: Arithmetic; size: number }
  | { kind: 'binary'; operator: string; left: Arithmetic; right: Arithmetic };

export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; of: Filter }
  | { kind: 'compare'; operator: string; left: Arithmetic; right: Arithmetic }
  | { kind: 'primitive'; protocol: string | undefined; direction: string | undefined; type: string | undefined; id: string; mask?: string }
  | { kind: 'protocol'; protocol: string }
  | { kind: 'cast'; protocol: string | undefined; cast: 'broadcast' | 'multicast' }
  | { kind: 'length'; atLeast: boolean; bytes: number }
  | { kind: 'vlan'; id: number | undefined }
  | { kind: 'direction'; outbound: boolean };

const PROTOCOLS = new Set('ether link ip ip6 arp rarp tcp udp sctp icmp icmp6 igmp ah esp pim vrrp'.split(' '));
const TYPES = new Set(['host', 'net', 'port', 'portrange', 'proto', 'gateway']);
const CONSTANTS: Readonly<Record<string, number>> = {
  icmptype: 0,
  icmpcode: 1,
  icmp6type: 0,
  icmp6code: 1,
  tcpflags: 13,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp6-destinationunreach': 1,
  'icmp6-packettoobig': 2,
  'icmp6-timeexceeded': 3,
  'icmp6-parameterproblem': 4,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  'icmp6-routersolicit': 133,
  'icmp6-routeradvert': 134,
  'icmp6-neighborsolicit': 135,
  'icmp6-neighboradvert': 136,
  'icmp6-redirect': 137,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
};
const WORD = /^\\?[A-Za-z0-9_.:$*%-][A-Za-z0-9_.:\\$*%-]*/;
const INSIDE = /^[A-Za-z0-9_.-]+/;
const SIGN = /^(?:&&|\|\||<<|>>|<=|>=|!=|==|[()[\]!<>=+\-*/%&|^:])/;
/** How tight operators bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];

function words(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let rest = text.trimStart();
  while (rest !== '') {
    const inside = depth > 0 ? INSIDE.exec(rest) : WORD.exec(rest);
    const word = (inside && !/^[-*%:]/.test(inside[0]) ? inside : SIGN.exec(rest))?.[0];
    if (word === undefined) throw new FilterError('syntax error');
    if (word === '[') depth++;
    if (word === ']') depth--;
    found.push(word);
    rest = rest.slice(word.length).trimStart();
  }
  return found;
}

interface Qualifiers {
  protocol: string | undefined;
  direction: string | undefined;
  type: string | undefined;
}

const numberOf = (word: string): number | undefined => {
  if (Object.hasOwn(CONSTANTS, word)) return CONSTANTS[word];
  if (/^0x[0-9a-f]+$/i.test(word)) return Number.parseInt(word, 16);
  if (/^0[0-7]+$/.test(word)) return Number.parseInt(word, 8);
  return /^\d+$/.test(word) ? Number(word) : undefined;
};

class Parser {
  readonly #words: readonly string[];
  #at = 0;
  #last: Qualifiers = { protocol: undefined, direction: undefined, type: undefined };

  constructor(text: string) {
    this.#words = words(text);
  }

  get #next(): string | undefined {
    return this.#words[this.#at];
  }

  #take(...any: string[]): string | undefined {
    const word = this.#next;
    if (word === undefined || !any.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #fail(): never {
    throw new FilterError('syntax error');
  }

  all(): Filter | undefined {
    if (this.#words.length === 0) return undefined;
    const filter = this.#expression();
    if (this.#next !== undefined) this.#fail();
    return filter;
  }

  /** "and" and "or" bind alike, from the left. */
  #expression(): Filter {
    let left = this.#term();
    for (;;) {
      const operator = this.#take('and', '&&', 'or', '||');
      if (operator === undefined) return left;
      left = { kind: operator === 'and' || operator === '&&' ? 'and' : 'or', left, right: this.#term() };
    }
  }

  #term(): Filter {
    if (this.#take('not', '!')) return { kind: 'not', of: this.#term() };
    const comparison = this.#comparison();
    if (comparison) return comparison;
    if (this.#take('(')) {
      const inner = this.#expression();
      if (!this.#take(')')) this.#fail();
      return inner;
    }
    return this.#primitive();
  }

  /** A comparison of sums, if one starts here; else nothing is taken. */
  #comparison(): Filter | undefined {
    const from = this.#at;
    try {
      const left = this.#sum(0);
      const operator = this.#take('<', '>', '<=', '>=', '=', '==', '!=');
      if (operator !== undefined) return { kind: 'compare', operator, left, right: this.#sum(0) };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
    }
    this.#at = from;
    return undefined;
  }

  #sum(level: number): Arithmetic {
    const operators = LEVELS[level];
    if (!operators) return this.#operand();
    let left = this.#sum(level + 1);
    for (;;) {
      const operator = this.#take(...operators);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: this.#sum(level + 1) };
    }
  }

  #operand(): Arithmetic {
    if (this.#take('(')) {
      const inner = this.#sum(0);
      if (!this.#take(')')) this.#fail();
      return inner;
    }
    if (this.#take('-')) return { kind: 'binary', operator: '-', left: { kind: 'number', value: 0 }, right: this.#operand() };
    const word = this.#next ?? this.#fail();
    this.#at++;
    if (word === 'len') return { kind: 'length' };
    const number = numberOf(word);
    if (number !== undefined) return { kind: 'number', value: number };
    if (!PROTOCOLS.has(word) || !this.#take('[')) this.#fail();
    const at = this.#sum(0);
    let size = 1;
    if (this.#take(':')) {
      size = Number(this.#next);
      this.#at++;
      if (![1, 2, 4].includes(size)) throw new FilterError('data size must be 1, 2, or 4');
    }
    if (!this.#take(']')) this.#fail();
    return { kind: 'load', protocol: word, at, size };
  }

  #direction(): string | undefined {
    const first = this.#take('src', 'dst', 'inbound', 'outbound');
    if (first !== 'src' && first !== 'dst') return first;
    const other = first === 'src' ? 'dst' : 'src';
    if (this.#words[this.#at + 1] !== other) return first;
    const operator = this.#take('or', 'and');
    if (operator === undefined) return first;
    this.#at++;
    return operator;
  }

  #special(): Filter | undefined {
    const word = this.#take('less', 'greater', 'vlan', 'broadcast', 'multicast');
    if (word === undefined) return undefined;
    if (word === 'broadcast' || word === 'multicast') return { kind: 'cast', protocol: undefined, cast: word };
    const number = this.#next === undefined ? undefined : numberOf(this.#next);
    if (number !== undefined) this.#at++;
    if (word === 'vlan') return { kind: 'vlan', id: number };
    if (number === undefined) this.#fail();
    return { kind: 'length', atLeast: word === 'greater', bytes: number };
  }

  #primitive(): Filter {
    const special = this.#special();
    if (special) return special;
    const protocol = this.#next !== undefined && PROTOCOLS.has(this.#next) ? this.#words[this.#at++] : undefined;
    const cast = this.#take('broadcast', 'multicast');
    if (cast !== undefined) return { kind: 'cast', protocol, cast: cast as 'broadcast' | 'multicast' };
    const direction = this.#direction();
    if (direction === 'inbound' || direction === 'outbound') return { kind: 'direction', outbound: direction === 'outbound' };
    const type = this.#next !== undefined && TYPES.has(this.#next) ? this.#words[this.#at++] : undefined;
    const bare = protocol === undefined && direction === undefined && type === undefined;
    if (protocol !== undefined && direction === undefined && type === undefined && !this.#idFollows())
      return { kind: 'protocol', protocol };
    if (!this.#idFollows()) this.#fail();
    const id = this.#words[this.#at++]!;
    const qualifiers = bare ? this.#last : { protocol, direction, type };
    this.#last = qualifiers;
    return { kind: 'primitive', ...qualifiers, id: id.replace(/^\\/, ''), ...this.#mask(id, qualifiers) };
  }

  /** The rest of "net 10.0.0.0/8" and "net 10.0.0.0 mask 255.0.0.0". */
  #mask(_id: string, { type }: Qualifiers): { mask?: string } {
    if (type !== 'net' && type !== undefined) return {};
    if (!this.#take('/', 'mask')) return {};
    const mask = this.#next ?? this.#fail();
    this.#at++;
    return { mask };
  }

  #idFollows(): boolean {
    const word = this.#next;
    if (word === undefined || SIGN.test(word)) return false;
    return (
      !['and', 'or', 'not', 'src', 'dst', 'less', 'greater', 'vlan', 'broadcast', 'multicast'].includes(word) &&
      !TYPES.has(word) &&
      !PROTOCOLS.has(word)
    );
  }
}

/** A filter's tree; undefined where there are no words. Throws FilterError. */
export const parseFilter = (text: string): Filter | undefined => new Parser(text).all();
