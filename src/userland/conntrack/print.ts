// Tracked connections as text: the default form, extended, XML, and as commands that make them again. As libnetfilter_conntrack's snprintf.

import type { CtEntry, CtTuple } from '../../abi/nfnetlink.ts';

export interface PrintHow {
  extended: boolean;
  id: boolean;
}

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  47: 'gre',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
};
export const protocolText = (protocol: number): string => PROTOCOLS[protocol] ?? 'unknown';

function tupleText(tuple: CtTuple): string {
  let text = `src=${tuple.source} dst=${tuple.dest} `;
  if (tuple.sourcePort !== undefined) text += `sport=${tuple.sourcePort} dport=${tuple.destPort} `;
  else if (tuple.icmpType !== undefined) text += `type=${tuple.icmpType} code=${tuple.icmpCode} id=${tuple.icmpId} `;
  if (tuple.counters) text += `packets=${tuple.counters.packets} bytes=${tuple.counters.bytes} `;
  return text;
}

/** A connection in one line, without newline. `marks` leaves use and mark out, as events do. */
export function entryText(entry: CtEntry, how: PrintHow, event?: 'NEW' | 'UPDATE' | 'DESTROY'): string {
  let text = how.extended ? `${entry.family.padEnd(8)} ${entry.family === 'ipv4' ? 2 : 10} ` : '';
  text += `${protocolText(entry.protocol).padEnd(8)} ${entry.protocol} `;
  // What is destroyed has no time left, and TCP then no state.
  if (event !== 'DESTROY' || entry.timeoutSeconds > 0) text += `${entry.timeoutSeconds} `;
  if (entry.state !== undefined) text += `${entry.state} `;
  text += tupleText(entry.original);
  if (!entry.status.includes('SEEN_REPLY')) text += '[UNREPLIED] ';
  text += tupleText(entry.reply);
  if (entry.status.includes('ASSURED')) text += '[ASSURED] ';
  if (event === undefined || entry.mark !== 0) text += `mark=${entry.mark} `;
  if (entry.zone !== undefined) text += `zone=${entry.zone} `;
  if (entry.helper !== undefined) text += `helper=${entry.helper} `;
  if (event === undefined) text += `use=${entry.use} `;
  if (how.id) text += `id=${entry.id} `;
  return text.trimEnd();
}

function xmlTuple(entry: CtEntry, tuple: CtTuple, direction: string): string {
  const [number, name] = entry.family === 'ipv4' ? [2, 'ipv4'] : [10, 'ipv6'];
  const ports = tuple.sourcePort === undefined ? '' : `<sport>${tuple.sourcePort}</sport><dport>${tuple.destPort}</dport>`;
  const counters = tuple.counters
    ? `<counters><packets>${tuple.counters.packets}</packets><bytes>${tuple.counters.bytes}</bytes></counters>`
    : '';
  return `<meta direction="${direction}"><layer3 protonum="${number}" protoname="${name}"><src>${tuple.source}</src><dst>${tuple.dest}</dst></layer3><layer4 protonum="${entry.protocol}" protoname="${protocolText(entry.protocol)}">${ports}</layer4>${counters}</meta>`;
}

export function entryXml(entry: CtEntry): string {
  let own = entry.state === undefined ? '' : `<state>${entry.state}</state>`;
  own += `<timeout>${entry.timeoutSeconds}</timeout><mark>${entry.mark}</mark>`;
  if (entry.zone !== undefined) own += `<zone>${entry.zone}</zone>`;
  own += `<use>${entry.use}</use><id>${entry.id}</id>`;
  if (entry.status.includes('ASSURED')) own += '<assured/>';
  if (!entry.status.includes('SEEN_REPLY')) own += '<unreplied/>';
  return `<flow>${xmlTuple(entry, entry.original, 'original')}${xmlTuple(entry, entry.reply, 'reply')}<meta direction="independent">${own}</meta></flow>`;
}

/** The command that would make the entry. */
export function entrySave(entry: CtEntry): string {
  const { original, reply } = entry;
  const status = (['SEEN_REPLY', 'ASSURED', 'FIXED_TIMEOUT'] as const).filter(name => entry.status.includes(name)).join(',');
  let text = `-A -t ${entry.timeoutSeconds} -u ${status || 'UNSET'} -s ${original.source} -d ${original.dest} -r ${reply.source} -q ${reply.dest} -p ${protocolText(entry.protocol)}`;
  if (original.sourcePort !== undefined) {
    text += ` --sport ${original.sourcePort} --dport ${original.destPort} --reply-port-src ${reply.sourcePort} --reply-port-dst ${reply.destPort}`;
  } else if (original.icmpType !== undefined)
    text += ` --icmp-type ${original.icmpType} --icmp-code ${original.icmpCode} --icmp-id ${original.icmpId}`;
  if (entry.state !== undefined) text += ` --state ${entry.state}`;
  if (entry.mark !== 0) text += ` -m ${entry.mark}`;
  return text;
}
