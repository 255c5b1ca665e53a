// DNS messages: what resolvers ask and servers answer. RFC 1035, RFC 3596 (AAAA), RFC 2782 (SRV), RFC 6891 (OPT).

export const DNS_PORT = 53;

export const DNS_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  HTTPS: 65,
  ANY: 255,
} as const;
export type DnsType = keyof typeof DNS_TYPES;

/** Names of the answer's code, as dig prints them; the number is the place. */
export const DNS_CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
export type DnsCode = (typeof DNS_CODES)[number];

export interface DnsQuestion {
  /** Without its final dot. */
  name: string;
  type: number;
  class: number;
}

export interface DnsRecord {
  name: string;
  type: number;
  class: number;
  ttlSeconds: number;
  /**
   * What it says, as a master file writes it: an address, a name (without final dot), "10 mail.example", "\"text\"", the seven fields of an SOA.
   * OPT and unknown types have '' here and their bytes in `bytes`.
   */
  data: string;
  bytes?: Uint8Array;
}

export interface DnsMessage {
  id: number;
  response: boolean;
  opcode: number;
  authoritative: boolean;
  truncated: boolean;
  recursionDesired: boolean;
  recursionAvailable: boolean;
  authenticData: boolean;
  checkingDisabled: boolean;
  code: number;
  questions: DnsQuestion[];
  answers: DnsRecord[];
  authorities: DnsRecord[];
  additionals: DnsRecord[];
}

/** A question as a stub resolver asks it. */
export function dnsQuery(id: number, name: string, type: DnsType): DnsMessage {
  return {
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    code: 0,
    questions: [{ name, type: DNS_TYPES[type], class: 1 }],
    answers: [],
    authorities: [],
    additionals: [],
  };
}

/** The answer to a question, with nothing in it yet. */
export const dnsReply = (query: DnsMessage, code: DnsCode = 'NOERROR', authoritative = false): DnsMessage => ({
  ...query,
  response: true,
  authoritative,
  recursionAvailable: true,
  code: DNS_CODES.indexOf(code),
  answers: [],
  authorities: [],
  additionals: [],
});

export const dnsTypeName = (type: number): string => Object.entries(DNS_TYPES).find(([, number]) => number === type)?.[0] ?? `TYPE${type}`;

class Writer {
  readonly bytes: number[] = [];
  readonly #names = new Map<string, number>();

  u16(value: number): void {
    this.bytes.push((value >> 8) & 255, value & 255);
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  /** A name, with what was written before it as a pointer. */
  name(name: string): void {
    let rest = name.replace(/\.$/, '');
    while (rest !== '') {
      const known = this.#names.get(rest.toLowerCase());
      if (known !== undefined) return this.u16(0xc000 | known);
      if (this.bytes.length < 0x3fff) this.#names.set(rest.toLowerCase(), this.bytes.length);
      const dot = rest.indexOf('.');
      const label = new TextEncoder().encode(dot < 0 ? rest : rest.slice(0, dot)).subarray(0, 63);
      this.bytes.push(label.length, ...label);
      rest = dot < 0 ? '' : rest.slice(dot + 1);
    }
    this.bytes.push(0);
  }

  record(record: DnsRecord): void {
    this.name(record.name);
    this.u16(record.type);
    this.u16(record.class);
    this.u32(record.ttlSeconds);
    const lengthAt = this.bytes.length;
    this.u16(0);
    this.data(record);
    const length = this.bytes.length - lengthAt - 2;
    this.bytes[lengthAt] = length >> 8;
    this.bytes[lengthAt + 1] = length & 255;
  }

  data({ type, data, bytes }: DnsRecord): void {
    const words = data.split(' ');
    if (bytes) this.bytes.push(...bytes);
    else if (type === DNS_TYPES.A) this.bytes.push(...data.split('.').map(Number));
    else if (type === DNS_TYPES.AAAA) for (const group of ipv6Groups(data)) this.u16(group);
    else if (type === DNS_TYPES.MX) {
      this.u16(Number(words[0]));
      this.name(words[1] ?? '');
    } else if (type === DNS_TYPES.SRV) {
      for (const word of words.slice(0, 3)) this.u16(Number(word));
      this.name(words[3] ?? '');
    } else if (type === DNS_TYPES.SOA) {
      this.name(words[0] ?? '');
      this.name(words[1] ?? '');
      for (const word of words.slice(2)) this.u32(Number(word));
    } else if (type === DNS_TYPES.TXT) {
      for (const [, text] of data.matchAll(/"((?:[^"\\]|\\.)*)"/g)) {
        const part = new TextEncoder().encode(text!.replace(/\\(.)/g, '$1'));
        this.bytes.push(part.length, ...part);
      }
    } else this.name(data);
  }
}

/** The eight groups of an IPv6 address in text. */
function ipv6Groups(text: string): number[] {
  const [head = '', tail] = text.split('::') as [string, string?];
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16)));
  const [first, last] = [groups(head), tail === undefined ? [] : groups(tail)];
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
}

/** A message's bytes. */
export function writeDns(message: DnsMessage): Uint8Array {
  const writer = new Writer();
  writer.u16(message.id);
  const flag = (on: boolean, bit: number): number => (on ? 1 << bit : 0);
  writer.u16(
    flag(message.response, 15) |
      ((message.opcode & 15) << 11) |
      flag(message.authoritative, 10) |
      flag(message.truncated, 9) |
      flag(message.recursionDesired, 8) |
      flag(message.recursionAvailable, 7) |
      flag(message.authenticData, 5) |
      flag(message.checkingDisabled, 4) |
      (message.code & 15),
  );
  for (const part of [message.questions, message.answers, message.authorities, message.additionals]) writer.u16(part.length);
  for (const question of message.questions) {
    writer.name(question.name);
    writer.u16(question.type);
    writer.u16(question.class);
  }
  for (const record of [...message.answers, ...message.authorities, ...message.additionals]) writer.record(record);
  return Uint8Array.from(writer.bytes);
}

class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  u8(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('the message ends too early');
    return byte;
  }

  u16(): number {
    return (this.u8() << 8) | this.u8();
  }

  u32(): number {
    return this.u16() * 65536 + this.u16();
  }

  name(): string {
    const labels: string[] = [];
    let back: number | undefined;
    for (let hops = 0; hops < 128; hops++) {
      const length = this.u8();
      if (length === 0) {
        if (back !== undefined) this.at = back;
        return labels.join('.');
      }
      if (length >= 0xc0) {
        const to = ((length & 0x3f) << 8) | this.u8();
        back ??= this.at;
        this.at = to;
      } else {
        labels.push(new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length)));
        this.at += length;
      }
    }
    throw new RangeError('a name that points in a circle');
  }

  record(): DnsRecord {
    const name = this.name();
    const [type, recordClass, ttlSeconds, length] = [this.u16(), this.u16(), this.u32(), this.u16()];
    const end = this.at + length;
    const bytes = this.bytes.slice(this.at, end);
    const data = this.data(type, end);
    this.at = end;
    return { name, type, class: recordClass, ttlSeconds, data, ...(data === '' ? { bytes } : {}) };
  }

  data(type: number, end: number): string {
    switch (type) {
      case DNS_TYPES.A:
        return `${this.u8()}.${this.u8()}.${this.u8()}.${this.u8()}`;
      case DNS_TYPES.AAAA:
        return ipv6Text(Array.from({ length: 8 }, () => this.u16()));
      case DNS_TYPES.MX:
        return `${this.u16()} ${this.name()}`;
      case DNS_TYPES.SRV:
        return `${this.u16()} ${this.u16()} ${this.u16()} ${this.name()}`;
      case DNS_TYPES.SOA:
        return `${this.name()} ${this.name()} ${this.u32()} ${this.u32()} ${this.u32()} ${this.u32()} ${this.u32()}`;
      case DNS_TYPES.TXT: {
        const parts: string[] = [];
        while (this.at < end) {
          const length = this.u8();
          parts.push(`"${new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length)).replace(/["\\]/g, '\\$&')}"`);
          this.at += length;
        }
        return parts.join(' ');
      }
      case DNS_TYPES.NS:
      case DNS_TYPES.CNAME:
      case DNS_TYPES.PTR:
        return this.name();
      default:
        return '';
    }
  }
}

/** Groups with the longest run of zeros as "::", as RFC 5952 has it. */
function ipv6Text(groups: readonly number[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  const hex = (part: readonly number[]): string => part.map(group => group.toString(16)).join(':');
  return best.at < 0 ? hex(groups) : `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.length))}`;
}

/** Reads a message. Throws RangeError where its bytes are none. */
export function readDns(bytes: Uint8Array): DnsMessage {
  const reader = new Reader(bytes);
  const [id, flags] = [reader.u16(), reader.u16()];
  const [questions, answers, authorities, additionals] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const bit = (at: number): boolean => ((flags >> at) & 1) === 1;
  const records = (count: number): DnsRecord[] => Array.from({ length: count }, () => reader.record());
  return {
    id,
    response: bit(15),
    opcode: (flags >> 11) & 15,
    authoritative: bit(10),
    truncated: bit(9),
    recursionDesired: bit(8),
    recursionAvailable: bit(7),
    authenticData: bit(5),
    checkingDisabled: bit(4),
    code: flags & 15,
    questions: Array.from({ length: questions }, () => ({ name: reader.name(), type: reader.u16(), class: reader.u16() })),
    answers: records(answers),
    authorities: records(authorities),
    additionals: records(additionals),
  };
}

/** "10.0.0.1" as "1.0.0.10.in-addr.arpa", IPv6 nibble by nibble. */
export function reverseName(address: string): string {
  if (!address.includes(':')) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const nibbles = ipv6Groups(address)
    .map(group => group.toString(16).padStart(4, '0'))
    .join('');
  return `${[...nibbles].reverse().join('.')}.ip6.arpa`;
}
