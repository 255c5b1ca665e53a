// What packets ask of sets: whether their addresses and ports are in one, and -j SET's changes. As xt_set.c and ip_set_core.c's ip_set_test.

import { printAddress, printMac } from '../../wire/address.ts';
import type { SetChange, SetQuestion } from '../../xtables/extension.ts';
import type { HookState } from '../net/hooks.ts';
import type { NetNamespace } from '../net/netns.ts';
import type { Skb } from '../net/skb.ts';
import { addEntry, dimensions, findSet, hasElement, type IpSet, type Stored } from './ipset-store.ts';

type Flags = readonly ('src' | 'dst')[];

/** "6:80": protocol and port, or an ICMP message's type and code, of one end. */
function portText(skb: Skb, flag: 'src' | 'dst', withProtocol: boolean): string | undefined {
  const { protocol } = skb;
  let port: number;
  if (protocol === 1 || protocol === 58) {
    if (skb.fragmentOffset > 0 || skb.end < skb.networkEnd + 2) return undefined;
    port = (skb.bytes[skb.networkEnd]! << 8) | skb.bytes[skb.networkEnd + 1]!;
  } else {
    const ports = skb.ports();
    if (!ports) return undefined;
    port = flag === 'src' ? ports.source : ports.dest;
  }
  return withProtocol ? `${protocol}:${port}` : `${port}`;
}

/** A packet's element for a set, dimension by dimension; undefined where it lacks one. */
function elementOf(set: IpSet, flags: Flags, skb: Skb, state: HookState): string[] | undefined {
  const parts: string[] = [];
  for (const [index, kind] of dimensions(set.header.type).entries()) {
    const flag = flags[index];
    if (flag === undefined) return undefined;
    let part: string | undefined;
    if (kind === 'ip' || kind === 'net') part = printAddress(flag === 'src' ? skb.sourceIp : skb.destIp);
    else if (kind === 'port') part = portText(skb, flag, set.header.type !== 'bitmap:port');
    else if (kind === 'mac') part = skb.sourceMac === undefined ? undefined : printMac(skb.sourceMac).toUpperCase();
    else if (kind === 'iface') part = (flag === 'src' ? state.input : state.output)?.name;
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts;
}

const sameFamily = (set: IpSet, skb: Skb): boolean =>
  set.header.family === undefined || (set.header.family === 'inet') === (skb.version === 4);

const holds = (value: number, test: SetQuestion['packets']): boolean =>
  !test ||
  (test.operator === '=='
    ? value === test.value
    : test.operator === '!='
      ? value !== test.value
      : test.operator === '<'
        ? value < test.value
        : value > test.value);

function find(netns: NetNamespace, set: IpSet, flags: Flags, skb: Skb, state: HookState): Stored | undefined {
  const nowMs = netns.kernel.clock.monotonicMs;
  if (set.header.type === 'list:set') {
    for (const name of set.entries.keys()) {
      const member = findSet(netns, name);
      const found = member && find(netns, member, flags, skb, state);
      if (found) return found;
    }
    return undefined;
  }
  if (!sameFamily(set, skb)) return undefined;
  const parts = elementOf(set, flags, skb, state);
  if (!parts) return undefined;
  // An address without its MAC in a set of both matches whatever MAC it has.
  if (set.header.type === 'bitmap:ip,mac') return hasElement(set, parts, nowMs) ?? hasElement(set, [parts[0]!], nowMs);
  return hasElement(set, parts, nowMs);
}

/** Whether a packet is in a set. */
export function inIpset(netns: NetNamespace, name: string, flags: Flags, skb: Skb, state: HookState, how: SetQuestion): boolean {
  const set = findSet(netns, name);
  const found = set && find(netns, set, flags, skb, state);
  if (!found) return false;
  if (found.packets !== undefined) {
    if (how.updateCounters) {
      found.packets++;
      found.bytes = (found.bytes ?? 0) + skb.length;
    }
    if (!holds(found.packets, how.packets) || !holds(found.bytes ?? 0, how.bytes)) return false;
  }
  return true;
}

/** Adds a packet's element to a set, takes it out, or copies what the set says to the packet. */
export function changeIpset(netns: NetNamespace, name: string, flags: Flags, skb: Skb, state: HookState, how: SetChange): void {
  const set = findSet(netns, name);
  if (!set || !sameFamily(set, skb)) return;
  if (how.operation === 'map') {
    const found = find(netns, set, flags, skb, state);
    if (found?.skbmark && how.mapMark) skb.mark = ((skb.mark & ~found.skbmark.mask) | found.skbmark.value) >>> 0;
    return;
  }
  const parts = elementOf(set, flags, skb, state);
  if (!parts) return;
  const element = parts.join(',');
  if (how.operation === 'del') {
    set.entries.delete(element);
    return;
  }
  try {
    addEntry(
      set,
      { element, ...(how.timeoutSeconds !== undefined && { timeoutSeconds: how.timeoutSeconds }) },
      netns.kernel.clock.monotonicMs,
      how.exist ?? false,
    );
  } catch {
    // What is in already, or does not fit, changes nothing.
  }
}
