// The counters of -s: columns as wide as their widest number. As ip/ipaddress.c: print_stats64.

import type { Link, LinkStats } from '../../../abi/rtnetlink.ts';
import type { Json } from '../json.ts';
import type { Ip } from './context.ts';

/** A number as -h shows it: with a letter for thousands. */
function human(ip: Ip, value: number): string {
  const { human: asked, iec } = ip.options;
  if (!asked) return `${value}`;
  const base = iec ? 1024 : 1000;
  let power = 0;
  let rest = value;
  while (rest >= base && power < 6) {
    rest /= base;
    power++;
  }
  if (power === 0) return `${value}`;
  const digits = rest >= 100 ? 0 : rest >= 10 ? 1 : 2;
  return `${rest.toFixed(digits)}${'KMGTPE'[power - 1]}${iec ? 'i' : ''}`;
}

function block(ip: Ip, heads: readonly string[], values: readonly number[], widths: readonly number[]): string {
  const texts = values.map(value => human(ip, value));
  const columns = heads.map((head, at) => Math.max(widths[at]!, texts[at]!.length, head.trimEnd().length));
  const title = heads.map((head, at) => head.padStart(columns[at]!)).join(' ');
  return `${title}${ip.nl}    ${texts.map((text, at) => text.padStart(columns[at]!)).join(' ')}`;
}

const WIDTHS = [12, 7, 6, 7, 7, 7];

export function statisticsText(ip: Ip, link: Link): string {
  const { nl } = ip;
  const { stats } = link;
  const more = ip.options.statistics > 1;
  const rx = [stats.rxBytes, stats.rxPackets, stats.rxErrors, stats.rxDropped, stats.rxMissedErrors, stats.multicast];
  const tx = [stats.txBytes, stats.txPackets, stats.txErrors, stats.txDropped, stats.txCarrierErrors, stats.collisions];
  let text = nl + table(ip, 'RX:', ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast'], rx);
  if (more)
    text += `${nl}    RX errors:  length    crc   frame    fifo overrun${nl}${pad([0, 0, 0, 0, stats.rxOverErrors], [22, 6, 7, 7, 7])}`;
  text += nl + table(ip, 'TX:', ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns'], tx);
  if (more)
    text += `${nl}    TX errors: aborted   fifo  window heartbt transns${nl}${pad([0, 0, 0, 0, link.carrierChanges], [22, 6, 7, 7, 7])}`;
  return text;
}

const pad = (values: readonly number[], widths: readonly number[]): string =>
  values.map((value, at) => `${value}`.padStart(widths[at]!)).join(' ');

function table(ip: Ip, label: string, heads: readonly string[], values: readonly number[]): string {
  const first = `${label}${(heads[0] ?? '').padStart(WIDTHS[0]! - label.length)}`;
  return `    ${block(ip, [first, ...heads.slice(1)], values, WIDTHS)} `;
}

export function statisticsJson(link: Link): Json {
  const { stats } = link;
  return { rx: side(stats, 'rx'), tx: side(stats, 'tx') };
}

function side(stats: LinkStats, which: 'rx' | 'tx'): Json {
  if (which === 'rx') {
    return {
      bytes: stats.rxBytes,
      packets: stats.rxPackets,
      errors: stats.rxErrors,
      dropped: stats.rxDropped,
      over_errors: stats.rxOverErrors,
      multicast: stats.multicast,
    };
  }
  return {
    bytes: stats.txBytes,
    packets: stats.txPackets,
    errors: stats.txErrors,
    dropped: stats.txDropped,
    carrier_errors: stats.txCarrierErrors,
    collisions: stats.collisions,
  };
}
