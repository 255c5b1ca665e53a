// dig's command line: servers, names, types, and options of each question. As dig.c of BIND 9.20.30.

import { classNumber, Fatal, pointerName, typeNumber } from './ask.ts';

/** The command line is wrong: the words that stand before the usage. */
export class Misuse extends Error {}

export interface Display {
  cmd: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  short: boolean;
  class: boolean;
  ttl: boolean;
  identify: boolean;
  printQuery: boolean;
}

export interface Lookup {
  name: string | undefined;
  type: number | undefined;
  class: number | undefined;
  server: string | undefined;
  port: number;
  display: Display;
  tcp: boolean;
  search: boolean;
  tries: number;
  timeoutSeconds: number;
  recurse: boolean;
  adFlag: boolean;
  cdFlag: boolean;
  aaFlag: boolean;
  edns: boolean;
  bufferBytes: number;
  cookie: boolean;
  dnssec: boolean;
  id: number | undefined;
  source: { address: string; port: number } | undefined;
  family: 'inet' | 'inet6' | undefined;
}

export interface CommandLine {
  lookups: Lookup[];
  only: 'help' | 'version' | undefined;
}

const start = (): Lookup => ({
  name: undefined,
  type: undefined,
  class: undefined,
  server: undefined,
  port: 53,
  display: {
    cmd: true,
    comments: true,
    question: true,
    answer: true,
    authority: true,
    additional: true,
    stats: true,
    short: false,
    class: true,
    ttl: true,
    identify: false,
    printQuery: false,
  },
  tcp: false,
  search: false,
  tries: 3,
  timeoutSeconds: 5,
  recurse: true,
  adFlag: true,
  cdFlag: false,
  aaFlag: false,
  edns: true,
  bufferBytes: 1232,
  cookie: true,
  dnssec: false,
  id: undefined,
  source: undefined,
  family: undefined,
});

type Switch = (lookup: Lookup, on: boolean) => void;

const show =
  (part: keyof Display): Switch =>
  (lookup, on) =>
    void (lookup.display[part] = on);

const SWITCHES: Readonly<Record<string, Switch>> = {
  aaflag: (lookup, on) => void (lookup.aaFlag = on),
  aaonly: (lookup, on) => void (lookup.aaFlag = on),
  additional: show('additional'),
  adflag: (lookup, on) => void (lookup.adFlag = on),
  all: (lookup, on) => {
    for (const part of ['comments', 'question', 'answer', 'authority', 'additional', 'stats', 'cmd'] as const) lookup.display[part] = on;
  },
  answer: show('answer'),
  authority: show('authority'),
  cdflag: (lookup, on) => void (lookup.cdFlag = on),
  class: show('class'),
  cmd: show('cmd'),
  comments: show('comments'),
  cookie: (lookup, on) => void (lookup.cookie = on),
  defname: (lookup, on) => void (lookup.search = on),
  dnssec: (lookup, on) => void (lookup.dnssec = on),
  edns: (lookup, on) => void (lookup.edns = on),
  identify: show('identify'),
  qr: show('printQuery'),
  question: show('question'),
  rdflag: (lookup, on) => void (lookup.recurse = on),
  recurse: (lookup, on) => void (lookup.recurse = on),
  search: (lookup, on) => void (lookup.search = on),
  short: (lookup, on) => {
    lookup.display.short = on;
    if (!on) return;
    for (const part of ['comments', 'question', 'authority', 'additional', 'stats', 'cmd'] as const) lookup.display[part] = false;
  },
  stats: show('stats'),
  tcp: (lookup, on) => void (lookup.tcp = on),
  ttlid: show('ttl'),
  vc: (lookup, on) => void (lookup.tcp = on),
};
/** What changes nothing for the messages that are sent here. */
const WITHOUT_EFFECT = new Set(
  'badcookie besteffort coflag crypto ednsnegotiation fail idn ignore keepopen onesoa rrcomments showbadcookie showbadvers split unknownformat'.split(
    ' ',
  ),
);
const NOT_HERE = new Set(
  'dns64prefix expandaaaa expire header-only https https-get http-plain http-plain-get keepalive multiline nsid nssearch opcode padding proxy proxy-plain raflag showsearch subnet tcflag tls tls-ca tls-hostname tls-certfile tls-keyfile trace ttlunits yaml zflag domain ednsflags ednsopt ndots'.split(
    ' ',
  ),
);

function number(value: string | undefined, what: string): number {
  if (value === undefined) throw new Misuse('');
  if (!/^\d+$/.test(value)) throw new Fatal(`Couldn't parse ${what}`);
  return Number(value);
}

const VALUES: Readonly<Record<string, (lookup: Lookup, value: string | undefined) => void>> = {
  bufsize: (lookup, value) => void (lookup.bufferBytes = value === undefined ? 1232 : number(value, 'buffer size')),
  qid: (lookup, value) => void (lookup.id = number(value, 'qid')),
  retry: (lookup, value) => void (lookup.tries = number(value, 'retries') + 1),
  time: (lookup, value) => void (lookup.timeoutSeconds = Math.max(1, number(value, 'timeout'))),
  timeout: (lookup, value) => void (lookup.timeoutSeconds = Math.max(1, number(value, 'timeout'))),
  tries: (lookup, value) => void (lookup.tries = Math.max(1, number(value, 'tries'))),
};

/** "+noall", "+tries=1": names may be cut short where only one begins so. */
function plus(lookup: Lookup, word: string): void {
  const [name = '', value] = word.slice(1).split('=') as [string, string?];
  const off = name.startsWith('no') && !Object.hasOwn(SWITCHES, name);
  const asked = off ? name.slice(2) : name;
  const known = [...Object.keys(SWITCHES), ...Object.keys(VALUES), ...WITHOUT_EFFECT, ...NOT_HERE];
  const candidates = known.includes(asked) ? [asked] : known.filter(one => asked !== '' && one.startsWith(asked));
  const found = candidates[0];
  if (found === undefined || (candidates.length > 1 && !known.includes(asked) && asked.length < 2))
    throw new Misuse(`Invalid option: ${word}`);
  if (Object.hasOwn(SWITCHES, found)) return SWITCHES[found]!(lookup, !off);
  if (Object.hasOwn(VALUES, found) && !off) return VALUES[found]!(lookup, value);
  if (NOT_HERE.has(found) && !off) throw new Fatal(`+${found} is not simulated here`);
}

function port(value: string): number {
  if (/^\d+$/.test(value) && Number(value) <= 65535) return Number(value);
  throw new Fatal(
    `\0invalid port number '${value}': ${/^\d+$/.test(value) ? 'out of range' : 'not a valid number'}\ndig: Couldn't parse port number`,
  );
}

class Reader {
  readonly #common = start();
  readonly #lookups: Lookup[] = [];
  only: CommandLine['only'];

  /** Options hold for all names that follow them and, behind a name, for that one. */
  get #here(): Lookup {
    return this.#lookups.at(-1) ?? this.#common;
  }

  #open(name: string): Lookup {
    const lookup = { ...this.#common, display: { ...this.#common.display }, name };
    if (this.#lookups.length === 0) {
      lookup.type = this.#common.type;
      lookup.class = this.#common.class;
    }
    this.#lookups.push(lookup);
    return lookup;
  }

  #server(name: string): void {
    this.#here.server = name;
    if (this.#lookups.length === 0) this.#common.server = name;
  }

  #word(word: string): void {
    const type = typeNumber(word);
    const here = this.#here;
    if (type !== undefined) here.type = type;
    else if (classNumber(word) !== undefined && word.toUpperCase() !== 'ANY') here.class = classNumber(word);
    else this.#open(word);
  }

  /** An option with a dash; gives how many words it took. */
  #dash(word: string, following: string | undefined): number {
    const letter = word[1]!;
    const here = this.#here;
    if (letter === 'h') this.only = 'help';
    else if (letter === 'v') this.only = 'version';
    else if (letter === '4' || letter === '6') this.#common.family = letter === '4' ? 'inet' : 'inet6';
    else if ('imru'.includes(letter)) return 1;
    else if ('bcfkpqtxy'.includes(letter)) {
      const value = word.length > 2 ? word.slice(2) : following;
      if (value === undefined) throw new Misuse(`Invalid option: ${word}`);
      this.#valued(letter, value, here);
      return word.length > 2 ? 1 : 2;
    } else throw new Misuse(`Invalid option: ${word}`);
    return 1;
  }

  #valued(letter: string, value: string, here: Lookup): void {
    if (letter === 'p') here.port = port(value);
    else if (letter === 'q') this.#open(value);
    else if (letter === 't') {
      const type = typeNumber(value);
      if (type === undefined) throw new Fatal(`\0;; Warning, ignoring invalid type ${value}`);
      here.type = type;
    } else if (letter === 'c') here.class = classNumber(value) ?? 1;
    else if (letter === 'x') this.#open(pointerName(value)).type = 12;
    else if (letter === 'b') {
      const [address = '', sourcePort] = value.split('#') as [string, string?];
      here.source = { address, port: Number(sourcePort ?? 0) };
    } else throw new Fatal(`-${letter} is not simulated here`);
  }

  read(argv: readonly string[]): CommandLine {
    for (let at = 1; at < argv.length; ) {
      const word = argv[at]!;
      let taken = 1;
      if (word.startsWith('@')) this.#server(word.slice(1));
      else if (word.startsWith('+')) plus(this.#here, word);
      else if (word.startsWith('-') && word.length > 1) taken = this.#dash(word, argv[at + 1]);
      else this.#word(word);
      at += taken;
    }
    if (this.#lookups.length === 0) {
      const lookup = this.#open('.');
      lookup.type ??= 2;
    }
    return { lookups: this.#lookups, only: this.only };
  }
}

/** Reads the command line. Throws Misuse, or Fatal. */
export const readCommandLine = (argv: readonly string[]): CommandLine => new Reader().read(argv);
