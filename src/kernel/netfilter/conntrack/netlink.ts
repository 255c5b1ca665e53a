// What programs ask of and do to tracked connections. As nf_conntrack_netlink.c.

import { Errno } from '../../../abi/errno.ts';
import type { CtEntry, CtFilter, CtTuple, NfnetlinkMessage } from '../../../abi/nfnetlink.ts';
import { parseAddress } from '../../../wire/address.ts';
import type { NetlinkContext } from '../../net/socket/netlink.ts';
import { dumpEntry, type Entry, EVENT, STATUS, tcpStateByName } from './entry.ts';
import { conntrackVariables } from './sysctl.ts';
import { type ConntrackTable, conntrackOf } from './table.ts';
import { invertTuple, isIcmp, type Tuple } from './tuple.ts';

function readTuple(family: Tuple['family'], protocol: number, tuple: CtTuple, zone: number): Tuple {
  const source = parseAddress(tuple.source);
  const dest = parseAddress(tuple.dest);
  if (source === undefined || dest === undefined) throw new Errno('EINVAL');
  const ports = isIcmp(protocol)
    ? { sourcePort: tuple.icmpId ?? 0, destPort: ((tuple.icmpType ?? 0) << 8) | (tuple.icmpCode ?? 0) }
    : { sourcePort: tuple.sourcePort ?? 0, destPort: tuple.destPort ?? 0 };
  return { family, protocol, source, dest, ...ports, zone };
}

function passes(entry: Entry, { family, protocol, mark, zone }: CtFilter): boolean {
  if (family !== undefined && entry.original.family !== family) return false;
  if (protocol !== undefined && entry.original.protocol !== protocol) return false;
  if (zone !== undefined && entry.original.zone !== zone) return false;
  return mark === undefined || (entry.mark & mark.mask) >>> 0 === mark.value;
}

function findEntry(
  table: ConntrackTable,
  body: { family: Tuple['family']; protocol: number; original?: CtTuple; reply?: CtTuple; zone?: number; id?: number },
): Entry {
  const tuple = body.original ?? body.reply;
  if (!tuple) throw new Errno('EINVAL');
  const found = table.find(readTuple(body.family, body.protocol, tuple, body.zone ?? 0));
  if (!found || (body.id !== undefined && found.entry.id !== body.id)) throw new Errno('ENOENT');
  return found.entry;
}

function change(
  table: ConntrackTable,
  entry: Entry,
  body: { timeoutSeconds?: number; mark?: number; state?: string; status?: readonly string[]; helper?: string },
): void {
  if (body.mark !== undefined) entry.mark = body.mark;
  if (body.helper !== undefined) entry.helper = body.helper;
  if (body.state !== undefined && entry.tcpState >= 0) entry.tcpState = Math.max(0, tcpStateByName(body.state));
  for (const name of body.status ?? [])
    if (name === 'ASSURED' || name === 'SEEN_REPLY' || name === 'FIXED_TIMEOUT') entry.status |= STATUS[name];
  if (body.timeoutSeconds !== undefined) table.refresh(entry, body.timeoutSeconds * 1000);
  entry.pending |= EVENT.update;
}

function create(table: ConntrackTable, body: Extract<NfnetlinkMessage, { type: 'ct-new' | 'ct-update' }>['body']): void {
  const original = readTuple(body.family, body.protocol, body.original, body.zone ?? 0);
  if (table.taken(original)) throw new Errno('EEXIST');
  if (body.timeoutSeconds === undefined) throw new Errno('EINVAL');
  const entry = table.make(original);
  if (!entry) throw new Errno('EINVAL');
  const reply = readTuple(body.family, body.protocol, body.reply, body.zone ?? 0);
  const plain = invertTuple(original)!;
  if (reply.source !== plain.source || reply.sourcePort !== plain.sourcePort) entry.status |= STATUS.DST_NAT;
  if (reply.dest !== plain.dest || reply.destPort !== plain.destPort) entry.status |= STATUS.SRC_NAT;
  entry.reply = reply;
  entry.status |= STATUS.SRC_NAT_DONE | STATUS.DST_NAT_DONE;
  if (body.protocol === 6) entry.tcpState = body.state === undefined ? 0 : Math.max(0, tcpStateByName(body.state));
  change(table, entry, body);
  if (!table.confirm(entry)) throw new Errno('EEXIST');
  table.deliverEvents(entry);
}

/** Answers the requests of the 'ct-' kinds. Throws EINVAL for others. */
export function conntrackRequest(message: NfnetlinkMessage, context: NetlinkContext): void {
  const table = conntrackOf(context.netns);
  const reply = (entries: readonly CtEntry[]): void => context.reply({ type: 'ct-entries', body: { entries } });
  switch (message.type) {
    case 'ct-dump': {
      const entries =
        message.body.unconfirmed || message.body.dying ? [] : table.list().filter(entry => passes(entry, message.body.filter));
      reply(entries.map(entry => dumpEntry(entry, table.nowMs)));
      if (message.body.zero) {
        for (const { counters } of entries) {
          if (!counters) continue;
          Object.assign(counters.original, { packets: 0, bytes: 0 });
          Object.assign(counters.reply, { packets: 0, bytes: 0 });
        }
      }
      return;
    }
    case 'ct-get':
      reply([dumpEntry(findEntry(table, message.body), table.nowMs)]);
      return;
    case 'ct-delete':
      table.destroy(findEntry(table, message.body));
      return;
    case 'ct-flush':
      for (const entry of table.list())
        if (message.body.family === undefined || entry.original.family === message.body.family) table.destroy(entry);
      return;
    case 'ct-update': {
      const entry = findEntry(table, message.body);
      change(table, entry, message.body);
      table.deliverEvents(entry);
      return;
    }
    case 'ct-new':
      create(table, message.body);
      return;
    case 'ct-stats':
      context.reply({
        type: 'ct-counts',
        body: { count: table.count, max: conntrackVariables(context.netns).nf_conntrack_max, stats: { ...table.stats } },
      });
      return;
    case 'ct-expect-dump':
      context.reply({ type: 'ct-expectations', body: { expectations: [] } });
      return;
    case 'ct-expect-flush':
      table.expectations.length = 0;
      return;
    default:
      throw new Errno('EINVAL');
  }
}
