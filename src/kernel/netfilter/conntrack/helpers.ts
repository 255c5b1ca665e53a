// Helpers read what two ends agree on and expect the connections they will open: ftp's PORT and PASV. As nf_conntrack_ftp.c.

import { IPPROTO_TCP } from '../../../wire/ip.ts';
import type { Skb } from '../../net/skb.ts';
import { type Entry, isReply } from './entry.ts';
import type { ConntrackTable } from './table.ts';

const EXPECT_MS = 300000;

type Helper = (table: ConntrackTable, entry: Entry, text: string, reply: boolean) => void;

/** "h1,h2,h3,h4,p1,p2" or "|||port|": where data will flow. */
function ftp(table: ConntrackTable, entry: Entry, text: string, reply: boolean): void {
  const plain = (reply ? /^227 .*?(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/ : /^PORT (\d+),(\d+),(\d+),(\d+),(\d+),(\d+)\r?\n/).exec(text);
  const extended = (reply ? /^229 .*\(\|\|\|(\d+)\|\)/ : /^EPRT \|[12]\|[^|]*\|(\d+)\|/).exec(text);
  if (!plain && !extended) return;
  const port = plain ? Number(plain[5]) * 256 + Number(plain[6]) : Number(extended![1]);
  const from = reply ? entry.reply : entry.original;
  const { family, zone } = entry.original;
  const dest = plain && family === 'ipv4' ? plain.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0) : from.source;
  // Only to the one who says it: anything else would open ways into other hosts.
  if (dest !== from.source) return;
  table.expectations.push({
    master: entry,
    helper: 'ftp',
    tuple: {
      family,
      protocol: IPPROTO_TCP,
      source: (reply ? entry.original : entry.reply).source,
      dest,
      sourcePort: 0,
      destPort: port,
      zone,
    },
    anySourcePort: true,
    anySource: false,
    expiresMs: table.nowMs + EXPECT_MS,
    permanent: false,
  });
}

const helpers: Readonly<Record<string, Helper>> = { ftp };

export const helperFor = (name: string): Helper | undefined => helpers[name];

/** Shows a packet's data to its connection's helper. */
export function runHelper(table: ConntrackTable, entry: Entry, skb: Skb): void {
  const from = skb.payload;
  if (from >= skb.end) return;
  let text = '';
  for (let at = from; at < Math.min(skb.end, from + 256); at++) text += String.fromCharCode(skb.bytes[at]!);
  helperFor(entry.helper!)?.(table, entry, text, isReply(skb.conntrackInfo));
}
