// Types of sets and their options, and the failures that ipset words itself. As libipset of ipset 7.24.

/** A failure's words and exit code: 2 sends to the help. */
export class Complaint extends Error {
  readonly status: 1 | 2;

  constructor(message: string, status: 1 | 2 = 1) {
    super(message);
    this.status = status;
  }
}

export const usage = (message: string): Complaint => new Complaint(message, 2);
export const syntax = (message: string): Complaint => new Complaint(`Syntax error: ${message}`);

const HASH = ['family', 'hashsize', 'maxelem'];
const EXTENSIONS = ['timeout', 'counters', 'comment', 'skbinfo'];
const HASH_TAIL = ['forceadd', 'bucketsize', 'initval'];
const hash = (...own: string[]): readonly string[] => [...HASH, ...own, ...EXTENSIONS, ...HASH_TAIL];

/** The options of each type's `create`. */
export const CREATE_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  'list:set': ['size', ...EXTENSIONS],
  'hash:mac': hash(),
  'hash:ip,mac': hash(),
  'hash:net,iface': hash(),
  'hash:net,port': hash(),
  'hash:net,port,net': hash(),
  'hash:net,net': hash('netmask', 'bitmask'),
  'hash:net': hash(),
  'hash:ip,port,net': hash(),
  'hash:ip,port,ip': hash(),
  'hash:ip,mark': hash('markmask'),
  'hash:ip,port': hash('netmask', 'bitmask'),
  'hash:ip': hash('netmask', 'bitmask'),
  'bitmap:port': ['range', ...EXTENSIONS],
  'bitmap:ip,mac': ['range', ...EXTENSIONS],
  'bitmap:ip': ['range', 'netmask', ...EXTENSIONS],
};

const ALIASES: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  iptree: 'hash:ip',
  iptreemap: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  ipmap: 'bitmap:ip',
  macipmap: 'bitmap:ip,mac',
  portmap: 'bitmap:port',
  setlist: 'list:set',
};

export function typeNamed(name: string): string {
  const type = ALIASES[name] ?? name;
  if (!Object.hasOwn(CREATE_OPTIONS, type)) throw syntax(`typename '${name}' is unknown`);
  return type;
}

export const dimensions = (type: string): readonly string[] => type.slice(type.indexOf(':') + 1).split(',');

/** A number in decimal, hex or octal. */
export function parseNumber(text: string, low: number, high: number): number {
  const octal = /^0[0-7]+$/.test(text);
  if (!octal && !/^(0[xX][0-9a-fA-F]+|\d+)$/.test(text)) throw syntax(`'${text}' is invalid as number`);
  const value = octal ? Number.parseInt(text, 8) : Number(text);
  if (value < low || value > high) throw syntax(`'${text}' is out of range ${low}-${high}`);
  return value;
}
