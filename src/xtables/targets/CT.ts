// -j CT: how the packet's connection is to be tracked. As xt_CT.c and libxt_CT.c, revision 2.

import { defineTarget, Usage } from '../extension.ts';
import { join } from '../ports.ts';
import { parseNumber } from '../values.ts';

const EVENTS = ['new', 'related', 'destroy', 'reply', 'assured', 'protoinfo', 'helper', 'mark', 'natseqinfo', 'secmark'];
/** What the kernel knows helpers by, and their protocol. */
const HELPERS: readonly [name: string, protocol: number][] = [
  ['ftp', 6],
  ['irc', 6],
  ['sane', 6],
  ['sip', 6],
  ['sip', 17],
  ['tftp', 17],
  ['amanda', 17],
  ['netbios-ns', 17],
  ['snmp', 17],
  ['pptp', 6],
  ['RAS', 17],
  ['Q.931', 6],
];

type Zone = number | 'mark';
interface Info {
  notrack: boolean;
  helper?: string;
  timeout?: string;
  ctevents?: string[];
  expevents?: string[];
  zone?: Zone;
  zoneOrig?: Zone;
  zoneReply?: Zone;
}

function parseZone(text: string): Zone {
  if (text === 'mark') return 'mark';
  const zone = parseNumber(text, 0, 65535);
  if (zone === undefined) throw new Usage(`Cannot parse ${text} as a zone ID`);
  return zone;
}

function parseEvents(text: string): string[] {
  const wanted = text.split(',');
  for (const name of wanted) if (!EVENTS.includes(name)) throw new Usage(`Unknown event type "${name}"`);
  return EVENTS.filter(event => wanted.includes(event));
}

const words = (info: Info, dashes: string): string =>
  join(
    info.notrack && `${dashes}notrack`,
    info.helper !== undefined && `${dashes}helper ${info.helper}`,
    info.timeout !== undefined && `${dashes}timeout ${info.timeout}`,
    info.ctevents && `${dashes}ctevents ${info.ctevents.join(',')}`,
    info.expevents && `${dashes}expevents ${info.expevents.join(',')}`,
    info.zoneOrig !== undefined && `${dashes}zone-orig ${info.zoneOrig}`,
    info.zoneReply !== undefined && `${dashes}zone-reply ${info.zoneReply}`,
    info.zone !== undefined && `${dashes}zone ${info.zone}`,
  );

export default defineTarget<Info>({
  name: 'CT',
  tables: ['raw'],
  tracks: true,
  options: {
    '--notrack': {},
    '--helper': { type: 'string' },
    '--timeout': { type: 'string' },
    '--ctevents': { type: 'string' },
    '--expevents': { type: 'string' },
    '--zone-orig': { type: 'string' },
    '--zone-reply': { type: 'string' },
    '--zone': { type: 'string' },
  },
  parse(given) {
    const info: Info = { notrack: false };
    for (const { option, text } of given) {
      if (option === '--notrack') info.notrack = true;
      else if (option === '--helper') info.helper = text;
      else if (option === '--timeout') info.timeout = text;
      else if (option === '--ctevents') info.ctevents = parseEvents(text);
      else if (option === '--expevents') info.expevents = parseEvents(text);
      else if (option === '--zone') info.zone = parseZone(text);
      else if (option === '--zone-orig') info.zoneOrig = parseZone(text);
      else info.zoneReply = parseZone(text);
    }
    return info;
  },
  save: info => words(info, '--'),
  list: info => join('CT', words(info, '')),
  check({ helper, timeout }, { protocol, protocolInverted }) {
    if (timeout !== undefined) return 'EINVAL';
    if (helper === undefined) return undefined;
    if (protocol === undefined || protocolInverted) return 'ENOENT';
    return HELPERS.some(([name, number]) => name === helper && number === protocol) ? undefined : 'ENOENT';
  },
  act(info, skb, at) {
    // What is tracked already stays so.
    if (at.connection(skb) && at.connection(skb)!.state !== 'INVALID') return 'CONTINUE';
    if (info.notrack) at.untrack(skb);
    else {
      const zone = info.zone ?? info.zoneOrig;
      at.template(skb, {
        ...(typeof zone === 'number' && { zone }),
        ...(zone === 'mark' && { zoneFromMark: true }),
        ...(info.helper !== undefined && { helper: info.helper }),
      });
    }
    return 'CONTINUE';
  },
});
