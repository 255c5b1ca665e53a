// The keys of a Redis server and the commands upon them: strings, lists, hashes and sets, with times to live. Redis 8.2.

import type { Reply } from './resp.ts';

type Value =
  | { type: 'string'; text: string }
  | { type: 'list'; items: string[] }
  | { type: 'hash'; fields: Map<string, string> }
  | { type: 'set'; members: Set<string> };

interface Entry {
  value: Value;
  /** When it is gone, in ms of the server's clock. */
  expiresAtMs?: number;
}

const OK: Reply = { status: 'OK' };
const WRONG_TYPE: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const NOT_INTEGER: Reply = { error: 'ERR value is not an integer or out of range' };
const SYNTAX: Reply = { error: 'ERR syntax error' };

type Command = (store: Store, args: readonly string[], nowMs: number) => Reply;

/** A key's pattern as a regular expression. */
const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

const integer = (word: string): number | undefined =>
  /^-?\d+$/.test(word) && Number.isSafeInteger(Number(word)) ? Number(word) : undefined;

export class Store {
  readonly #entries = new Map<string, Entry>();

  /** Does a command; `nowMs` is the server's clock. */
  execute(words: readonly string[], nowMs: number): Reply {
    const [name = '', ...args] = words;
    const known = COMMANDS[name.toUpperCase()];
    if (!known) {
      const shown = args.map(arg => `'${arg}' `).join('');
      return { error: `ERR unknown command '${name}', with args beginning with: ${shown}` };
    }
    const [least, most, command] = known;
    if (args.length < least || args.length > most) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
    for (const [key, { expiresAtMs }] of this.#entries) if (expiresAtMs !== undefined && expiresAtMs <= nowMs) this.#entries.delete(key);
    return command(this, args, nowMs);
  }

  get entries(): Map<string, Entry> {
    return this.#entries;
  }

  /** What a key holds where it is of that type; undefined where there is none; null where it is of another. */
  get<Type extends Value['type']>(key: string, type: Type): Extract<Value, { type: Type }> | undefined | null {
    const value = this.#entries.get(key)?.value;
    if (!value) return undefined;
    return value.type === type ? (value as Extract<Value, { type: Type }>) : null;
  }

  text(key: string): Reply {
    const found = this.get(key, 'string');
    return found === null ? WRONG_TYPE : (found?.text ?? null);
  }

  /** Adds to the integer at a key. */
  add(key: string, by: number | undefined): Reply {
    const found = this.get(key, 'string');
    if (found === null) return WRONG_TYPE;
    const before = integer(found?.text ?? '0');
    if (before === undefined || by === undefined) return NOT_INTEGER;
    const entry = this.#entries.get(key);
    const value: Value = { type: 'string', text: `${before + by}` };
    if (entry) entry.value = value;
    else this.#entries.set(key, { value });
    return before + by;
  }

  /** The list, hash or set at a key, made where there is none; null where the key is of another type. */
  made<Type extends 'list' | 'hash' | 'set'>(key: string, type: Type): Extract<Value, { type: Type }> | null {
    const found = this.get(key, type);
    if (found !== undefined) return found;
    const fresh = { list: { type, items: [] }, hash: { type, fields: new Map() }, set: { type, members: new Set() } }[type] as Value;
    this.#entries.set(key, { value: fresh });
    return fresh as Extract<Value, { type: Type }>;
  }

  clear(): Reply {
    this.#entries.clear();
    return OK;
  }

  dropEmpty(key: string, size: number): void {
    if (size === 0) this.#entries.delete(key);
  }
}

function set(store: Store, [key, text, ...options]: readonly string[], nowMs: number): Reply {
  let expiresAtMs: number | undefined;
  let only: 'NX' | 'XX' | undefined;
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!.toUpperCase();
    if (option === 'NX' || option === 'XX') only = option;
    else if (option === 'KEEPTTL') expiresAtMs = store.entries.get(key!)?.expiresAtMs;
    else if (option === 'EX' || option === 'PX') {
      const time = integer(options[++at] ?? '');
      if (time === undefined) return NOT_INTEGER;
      if (time <= 0) return { error: "ERR invalid expire time in 'set' command" };
      expiresAtMs = nowMs + time * (option === 'EX' ? 1000 : 1);
    } else return SYNTAX;
  }
  if (only && store.entries.has(key!) !== (only === 'XX')) return null;
  store.entries.set(key!, { value: { type: 'string', text: text! }, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) });
  return OK;
}

function push(store: Store, [key, ...items]: readonly string[], end: 'left' | 'right'): Reply {
  const list = store.made(key!, 'list');
  if (!list) return WRONG_TYPE;
  for (const item of items) end === 'left' ? list.items.unshift(item) : list.items.push(item);
  return list.items.length;
}

function pop(store: Store, key: string, end: 'left' | 'right'): Reply {
  const list = store.get(key, 'list');
  if (list === null) return WRONG_TYPE;
  if (!list) return null;
  const item = end === 'left' ? list.items.shift() : list.items.pop();
  store.dropEmpty(key, list.items.length);
  return item ?? null;
}

function range(store: Store, [key, first, last]: readonly string[]): Reply {
  const list = store.get(key!, 'list');
  if (list === null) return WRONG_TYPE;
  const [from, to] = [integer(first!), integer(last!)];
  if (from === undefined || to === undefined) return NOT_INTEGER;
  return list ? list.items.slice(from, to === -1 ? undefined : to + 1) : [];
}

function expire(store: Store, key: string, ms: number | undefined, nowMs: number): Reply {
  if (ms === undefined) return NOT_INTEGER;
  const entry = store.entries.get(key);
  if (!entry) return 0;
  if (ms <= 0) store.entries.delete(key);
  else entry.expiresAtMs = nowMs + ms;
  return 1;
}

function timeToLive(store: Store, key: string, nowMs: number, unitMs: number): Reply {
  const entry = store.entries.get(key);
  if (!entry) return -2;
  return entry.expiresAtMs === undefined ? -1 : Math.round((entry.expiresAtMs - nowMs) / unitMs);
}

function hset(store: Store, [key, ...pairs]: readonly string[]): Reply {
  if (pairs.length % 2 !== 0) return { error: "ERR wrong number of arguments for 'hset' command" };
  const hash = store.made(key!, 'hash');
  if (!hash) return WRONG_TYPE;
  const before = hash.fields.size;
  for (let at = 0; at < pairs.length; at += 2) hash.fields.set(pairs[at]!, pairs[at + 1]!);
  return hash.fields.size - before;
}

const seconds = (word: string): number | undefined => {
  const value = integer(word);
  return value === undefined ? undefined : value * 1000;
};

/** Least and most arguments, and what is done. */
const COMMANDS: Readonly<Record<string, readonly [number, number, Command]>> = {
  PING: [0, 1, (_, [text]) => text ?? { status: 'PONG' }],
  ECHO: [1, 1, (_, [text]) => text!],
  SET: [2, Infinity, set],
  GET: [1, 1, (store, [key]) => store.text(key!)],
  MGET: [1, Infinity, (store, keys) => keys.map(key => store.get(key, 'string')?.text ?? null)],
  MSET: [
    2,
    Infinity,
    (store, pairs) => {
      if (pairs.length % 2 !== 0) return { error: "ERR wrong number of arguments for 'mset' command" };
      for (let at = 0; at < pairs.length; at += 2) set(store, [pairs[at]!, pairs[at + 1]!], 0);
      return OK;
    },
  ],
  APPEND: [
    2,
    2,
    (store, [key, more]) => {
      const found = store.get(key!, 'string');
      if (found === null) return WRONG_TYPE;
      const text = (found?.text ?? '') + more!;
      if (found) found.text = text;
      else set(store, [key!, text], 0);
      return text.length;
    },
  ],
  STRLEN: [1, 1, (store, [key]) => (store.get(key!, 'string') === null ? WRONG_TYPE : (store.get(key!, 'string')?.text.length ?? 0))],
  INCR: [1, 1, (store, [key]) => store.add(key!, 1)],
  DECR: [1, 1, (store, [key]) => store.add(key!, -1)],
  INCRBY: [2, 2, (store, [key, by]) => store.add(key!, integer(by!))],
  DECRBY: [2, 2, (store, [key, by]) => store.add(key!, integer(by!) === undefined ? undefined : -integer(by!)!)],
  DEL: [1, Infinity, (store, keys) => keys.filter(key => store.entries.delete(key)).length],
  EXISTS: [1, Infinity, (store, keys) => keys.filter(key => store.entries.has(key)).length],
  TYPE: [1, 1, (store, [key]) => ({ status: store.entries.get(key!)?.value.type ?? 'none' })],
  KEYS: [1, 1, (store, [pattern]) => [...store.entries.keys()].filter(key => globOf(pattern!).test(key))],
  DBSIZE: [0, 0, store => store.entries.size],
  FLUSHALL: [0, 1, store => store.clear()],
  FLUSHDB: [0, 1, store => store.clear()],
  EXPIRE: [2, 2, (store, [key, time], nowMs) => expire(store, key!, seconds(time!), nowMs)],
  PEXPIRE: [2, 2, (store, [key, time], nowMs) => expire(store, key!, integer(time!), nowMs)],
  TTL: [1, 1, (store, [key], nowMs) => timeToLive(store, key!, nowMs, 1000)],
  PTTL: [1, 1, (store, [key], nowMs) => timeToLive(store, key!, nowMs, 1)],
  PERSIST: [
    1,
    1,
    (store, [key]) => {
      const entry = store.entries.get(key!);
      if (entry?.expiresAtMs === undefined) return 0;
      delete entry.expiresAtMs;
      return 1;
    },
  ],
  LPUSH: [2, Infinity, (store, args) => push(store, args, 'left')],
  RPUSH: [2, Infinity, (store, args) => push(store, args, 'right')],
  LPOP: [1, 1, (store, [key]) => pop(store, key!, 'left')],
  RPOP: [1, 1, (store, [key]) => pop(store, key!, 'right')],
  LLEN: [1, 1, (store, [key]) => (store.get(key!, 'list') === null ? WRONG_TYPE : (store.get(key!, 'list')?.items.length ?? 0))],
  LRANGE: [3, 3, range],
  HSET: [3, Infinity, hset],
  HGET: [
    2,
    2,
    (store, [key, field]) => (store.get(key!, 'hash') === null ? WRONG_TYPE : (store.get(key!, 'hash')?.fields.get(field!) ?? null)),
  ],
  HGETALL: [1, 1, (store, [key]) => (store.get(key!, 'hash') === null ? WRONG_TYPE : [...(store.get(key!, 'hash')?.fields ?? [])].flat())],
  HDEL: [
    2,
    Infinity,
    (store, [key, ...fields]) => {
      const hash = store.get(key!, 'hash');
      if (hash === null) return WRONG_TYPE;
      const gone = fields.filter(field => hash?.fields.delete(field)).length;
      if (hash) store.dropEmpty(key!, hash.fields.size);
      return gone;
    },
  ],
  SADD: [
    2,
    Infinity,
    (store, [key, ...members]) => {
      const found = store.made(key!, 'set');
      if (!found) return WRONG_TYPE;
      const before = found.members.size;
      for (const member of members) found.members.add(member);
      return found.members.size - before;
    },
  ],
  SREM: [
    2,
    Infinity,
    (store, [key, ...members]) => {
      const found = store.get(key!, 'set');
      if (found === null) return WRONG_TYPE;
      const gone = members.filter(member => found?.members.delete(member)).length;
      if (found) store.dropEmpty(key!, found.members.size);
      return gone;
    },
  ],
  SMEMBERS: [1, 1, (store, [key]) => (store.get(key!, 'set') === null ? WRONG_TYPE : [...(store.get(key!, 'set')?.members ?? [])])],
  SCARD: [1, 1, (store, [key]) => (store.get(key!, 'set') === null ? WRONG_TYPE : (store.get(key!, 'set')?.members.size ?? 0))],
  SISMEMBER: [2, 2, (store, [key, member]) => (store.get(key!, 'set')?.members.has(member!) ? 1 : 0)],
  SELECT: [1, 1, (_, [index]) => (index === '0' ? OK : { error: 'ERR databases other than 0 are not simulated here' })],
  QUIT: [0, 0, () => OK],
};
