// RTM_*QDISC: the root queueing discipline of a device. As net/sched/sch_api.c; classes and filters are not there.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { Qdisc } from '../../../../abi/rtnetlink.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import { pernet } from '../../netns.ts';
import { netem, type Shaper, tbf } from '../../qdisc.ts';
import type { Netdev } from '../../skb.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin } from './context.ts';
import { qdiscOf } from './show-link.ts';

const ROOT = 0xffffffff;
const MAKERS = { netem, tbf } as const;

export function qdiscRequest(
  type: 'newqdisc' | 'delqdisc' | 'getqdisc',
  asked: Partial<Qdisc>,
  flags: NetlinkFlags,
  { netns, by, reply }: NetlinkContext,
): void {
  if (type === 'getqdisc') {
    for (const device of listDevices(netns)) {
      if (asked.index !== undefined && asked.index > 0 && device.index !== asked.index) continue;
      reply({ type: 'newqdisc', qdisc: show(device) });
    }
    return;
  }
  demandAdmin(by, netns);
  const device = deviceByIndex(netns, asked.index ?? 0);
  if (!device) throw new Errno('ENODEV');
  if ((asked.parent ?? ROOT) !== ROOT) {
    throw new Errno('ENOENT', type === 'delqdisc' ? 'Failed to find qdisc with specified classid' : 'Failed to find specified qdisc');
  }
  if (type === 'delqdisc') {
    if (!device.shaper) throw new Errno('ENOENT', 'Cannot delete qdisc with handle of zero');
    device.shaper = undefined;
    device.rootQdisc = undefined;
    return;
  }
  set(device, asked, flags);
}

/** Handles that nobody chose: 8001:, 8002: and so on. */
const handles = pernet((): { last: number } => ({ last: 0x8000 }));
const nextHandle = ({ netns }: Netdev): number => ++handles(netns).last * 65536;

function set(device: Netdev, asked: Partial<Qdisc>, flags: NetlinkFlags): void {
  const old = device.shaper as Shaper | undefined;
  if (old && flags.exclusive) throw new Errno('EEXIST', 'Exclusivity flag on, cannot modify');
  if (!old && !flags.create) throw new Errno('ENOENT', 'Qdisc not found. To create specify NLM_F_CREATE flag');
  const kind = asked.kind ?? old?.kind ?? '';
  if (!Object.hasOwn(MAKERS, kind)) throw new Errno('ENOENT', 'Specified qdisc kind is unknown');
  const handle = asked.handle || (flags.replace ? 0 : old?.handle) || nextHandle(device);
  device.shaper = MAKERS[kind as keyof typeof MAKERS](device, handle, { ...(flags.replace || !old ? {} : old.options), ...asked.options });
  device.rootQdisc = kind;
}

function show(device: Netdev): Qdisc {
  const shaper = device.shaper as Shaper | undefined;
  const kind = qdiscOf(device);
  if (!shaper) return { index: device.index, kind, handle: 0, parent: ROOT, refcount: 2 };
  return {
    index: device.index,
    kind,
    handle: shaper.handle,
    parent: ROOT,
    options: shaper.options,
    stats: { ...shaper.stats, requeues: 0 },
    refcount: 1 + device.txQueues,
  };
}
