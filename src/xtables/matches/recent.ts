// -m recent: lists of addresses and when they were last seen. As xt_recent.c and libxt_recent.c, revision 1.

import type { Words } from '../../abi/nfnetlink.ts';
import { fullMask, maskAddress, parseAddress, printAddress, sameWords, toWords } from '../addresses.ts';
import { defineMatch, type Given, type HookState, type Skb, Usage } from '../extension.ts';
import { not } from '../values.ts';

const CHECKS = ['--set', '--rcheck', '--update', '--remove'] as const;
const STAMPS_MAX = 20;

interface Info {
  check: 'set' | 'rcheck' | 'update' | 'remove';
  inverted: boolean;
  seconds?: number;
  reap: boolean;
  hitcount?: number;
  ttl: boolean;
  name: string;
  side: 'source' | 'dest';
  mask: Words;
}

/** One address of a list: when it was seen, newest last, in jiffies of a thousandth of a second. */
export interface RecentEntry {
  ttl: number;
  stamps: number[];
  /** How often, as far as the ring of stamps tells. */
  index: number;
}
export interface RecentList {
  entries: Map<string, RecentEntry>;
}

const excludes = (option: string): string[] => CHECKS.filter(other => other !== option);

export default defineMatch<Info>({
  name: 'recent',
  options: {
    ...Object.fromEntries(CHECKS.map(check => [check, { invertible: true, excludes: excludes(check) }])),
    '--seconds': { type: 'u32', min: 1 },
    '--reap': { also: ['--seconds'] },
    '--hitcount': { type: 'u32' },
    '--rttl': {},
    '--name': { type: 'string', max: 199 },
    '--rsource': {},
    '--rdest': {},
    '--mask': { type: 'string' },
  },
  parse(given, rule) {
    const check = given.find(one => (CHECKS as readonly string[]).includes(one.option));
    if (!check) throw new Usage("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
    const one = (option: string): Given | undefined => given.find(option1 => option1.option === option);
    const maskText = one('--mask')?.text;
    const mask = maskText === undefined ? fullMask(rule.family) : parseAddress(maskText, rule.family);
    if (!mask) throw new Usage(`getaddrinfo: Name or service not known\n`);
    return {
      check: check.option.slice(2) as Info['check'],
      inverted: check.inverted,
      ...(one('--seconds') && { seconds: one('--seconds')!.number }),
      reap: one('--reap') !== undefined,
      ...(one('--hitcount') && { hitcount: one('--hitcount')!.number }),
      ttl: one('--rttl') !== undefined,
      name: one('--name')?.text ?? 'DEFAULT',
      side: given.findLast(last => last.option === '--rsource' || last.option === '--rdest')?.option === '--rdest' ? 'dest' : 'source',
      mask,
    };
  },
  save(info) {
    const words = [`${not(info.inverted)}--${info.check}`];
    if (info.seconds) words.push(`--seconds ${info.seconds}`);
    if (info.reap) words.push('--reap');
    if (info.hitcount) words.push(`--hitcount ${info.hitcount}`);
    if (info.ttl) words.push('--rttl');
    words.push(`--name ${info.name}`, `--mask ${printAddress(info.mask)}`, info.side === 'dest' ? '--rdest' : '--rsource');
    return words.join(' ');
  },
  list(info) {
    const label = { set: 'SET', rcheck: 'CHECK', update: 'UPDATE', remove: 'REMOVE' }[info.check];
    const words = [`${info.inverted ? '! ' : ''}recent: ${label}`];
    if (info.seconds) words.push(`seconds: ${info.seconds}`);
    if (info.reap) words.push('reap');
    if (info.hitcount) words.push(`hit_count: ${info.hitcount}`);
    if (info.ttl) words.push('TTL-Match');
    words.push(`name: ${info.name}`, `side: ${info.side}`, `mask: ${printAddress(info.mask)}`);
    return words.join(' ');
  },
  check(info) {
    if (info.name === '') return 'EINVAL';
    if ((info.check === 'set' || info.check === 'remove') && (info.seconds || info.hitcount || info.reap)) return 'EINVAL';
    return undefined;
  },
  matches: (info, skb, at) => seen(info, skb, at) !== info.inverted,
});

function seen(info: Info, skb: Skb, at: HookState): boolean {
  const list = at.shared<RecentList>('recent', info.name, () => ({ entries: new Map() }));
  const full = sameWords(info.mask, fullMask(at.family));
  const words = toWords(skb[info.side === 'source' ? 'sourceIp' : 'destIp']);
  const key = printAddress(full ? words : maskAddress(words, info.mask));
  // Packets on their way out will be taken one from by the next router.
  const ttl = skb.ttl - (at.input === undefined || at.hook === 'POSTROUTING' ? 0 : 0);
  const entry = list.entries.get(key);
  if (!entry || (info.ttl && entry.ttl !== ttl)) {
    if (info.check !== 'set' || (entry && info.ttl)) return false;
    list.entries.set(key, { ttl, stamps: [at.nowMs], index: 1 });
    return true;
  }
  if (info.check === 'set') {
    stamp(list, key, entry, ttl, at.nowMs);
    return true;
  }
  if (info.check === 'remove') {
    list.entries.delete(key);
    return true;
  }
  const since = info.seconds === undefined ? Number.NEGATIVE_INFINITY : at.nowMs - info.seconds * 1000;
  if (info.reap) for (const [other, old] of list.entries) if (old.stamps.at(-1)! < since) list.entries.delete(other);
  const hits = entry.stamps.filter(when => when >= since).length;
  const hit = info.hitcount ? hits >= info.hitcount : info.seconds === undefined || hits > 0;
  if (info.check === 'update' && hit) stamp(list, key, entry, ttl, at.nowMs);
  return hit;
}

function stamp(list: RecentList, key: string, entry: RecentEntry, ttl: number, nowMs: number): void {
  entry.ttl = ttl;
  entry.stamps.push(nowMs);
  if (entry.stamps.length > STAMPS_MAX) entry.stamps.shift();
  entry.index = (entry.index + 1) % (STAMPS_MAX + 1);
  // The list is kept by when an address was last seen.
  list.entries.delete(key);
  list.entries.set(key, entry);
}
