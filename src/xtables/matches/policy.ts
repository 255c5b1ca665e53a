// -m policy: how IPsec handled the packet. As xt_policy.c and libxt_policy.c of iptables 1.8.13; no packet here ever was IPsec's.

import type { Words } from '../../abi/nfnetlink.ts';
import { maskAddress, printAddress, printMaskAlways } from '../addresses.ts';
import { defineMatch, type Given, type ListHow, Usage } from '../extension.ts';
import { ownProtocolName, parseOwnProtocol } from '../protocol-names.ts';
import { hex, not } from '../values.ts';

interface Flagged {
  inverted: boolean;
}
interface Element {
  reqid?: Flagged & { number: number };
  spi?: Flagged & { number: number };
  proto?: Flagged & { number: number };
  mode?: Flagged & { name: 'transport' | 'tunnel' };
  tunnelDst?: Flagged & { address: Words; mask: Words };
  tunnelSrc?: Flagged & { address: Words; mask: Words };
}
interface Info {
  direction: 'in' | 'out';
  policy: 'none' | 'ipsec';
  strict: boolean;
  elements: Element[];
}

function addTo(element: Element, given: Given): void {
  const { option, number, inverted, text, address, addressMask } = given;
  if (option === '--reqid') element.reqid = { number, inverted };
  else if (option === '--spi') element.spi = { number, inverted };
  else if (option === '--proto') {
    const proto = parseOwnProtocol(text);
    if (proto !== 50 && proto !== 51 && proto !== 108) throw new Usage('policy match: protocol must be ah/esp/ipcomp');
    element.proto = { number: proto, inverted };
  } else if (option === '--mode') {
    if (text !== 'transport' && text !== 'tunnel') throw new Usage(`policy match: invalid mode "${text}"`);
    element.mode = { name: text, inverted };
  } else
    element[option === '--tunnel-dst' ? 'tunnelDst' : 'tunnelSrc'] = {
      address: maskAddress(address, addressMask),
      mask: addressMask,
      inverted,
    };
}

const end = (one: NonNullable<Element['tunnelDst']>): string => `${printAddress(one.address)}${printMaskAlways(one.mask)}`;

function elementWords(element: Element, dashes: string, how: ListHow): string {
  const { reqid, spi, proto, mode, tunnelDst, tunnelSrc } = element;
  let text = '';
  if (reqid) text += ` ${not(reqid.inverted)}${dashes}reqid ${reqid.number}`;
  if (spi) text += ` ${not(spi.inverted)}${dashes}spi ${hex(spi.number)}`;
  if (proto) text += ` ${not(proto.inverted)}${dashes}proto ${how.numeric && dashes === '' ? proto.number : ownProtocolName(proto.number)}`;
  if (mode) text += ` ${not(mode.inverted)}${dashes}mode ${mode.name}`;
  if (tunnelDst) text += ` ${not(tunnelDst.inverted)}${dashes}tunnel-dst ${end(tunnelDst)}`;
  if (tunnelSrc) text += ` ${not(tunnelSrc.inverted)}${dashes}tunnel-src ${end(tunnelSrc)}`;
  return text;
}

const number = { type: 'u32', invertible: true, multi: true } as const;

export default defineMatch<Info>({
  name: 'policy',
  options: {
    '--dir': { type: 'string' },
    '--pol': { type: 'string' },
    '--strict': {},
    '--reqid': number,
    '--spi': number,
    '--proto': { type: 'string', invertible: true, multi: true },
    '--mode': { type: 'string', invertible: true, multi: true },
    '--tunnel-src': { type: 'hostmask', invertible: true, multi: true },
    '--tunnel-dst': { type: 'hostmask', invertible: true, multi: true },
    '--next': { multi: true },
  },
  parse(given) {
    const direction = given.find(one => one.option === '--dir')?.text;
    const policy = given.find(one => one.option === '--pol')?.text;
    if (direction !== undefined && direction !== 'in' && direction !== 'out') throw new Usage(`policy match: invalid dir "${direction}"`);
    if (policy !== undefined && policy !== 'none' && policy !== 'ipsec') throw new Usage(`policy match: invalid policy "${policy}"`);
    const elements: Element[] = [{}];
    for (const one of given) {
      if (one.option === '--next') elements.push({});
      else if (one.option !== '--dir' && one.option !== '--pol' && one.option !== '--strict') addTo(elements.at(-1)!, one);
    }
    if (direction === undefined) throw new Usage('policy match: neither --dir in nor --dir out specified');
    const strict = given.some(one => one.option === '--strict');
    if (policy === 'none' && strict) throw new Usage('policy match: policy none but --strict given');
    if (!strict && elements.length > 1) throw new Usage('policy match: multiple elements but no --strict');
    return { direction, policy: policy ?? 'none', strict, elements: policy === 'ipsec' ? elements : [] };
  },
  save: (info, how) =>
    `--dir ${info.direction} --pol ${info.policy}${info.strict ? ' --strict' : ''}${info.elements
      .map((element, index) => `${index > 0 ? ' --next' : ''}${elementWords(element, '--', how)}`)
      .join('')}`,
  list: (info, how) =>
    `policy match dir ${info.direction} pol ${info.policy}${info.strict ? ' strict' : ''}${info.elements
      .map((element, index) => `${info.strict ? ` [${index}]` : ''}${elementWords(element, '', how)}`)
      .join('')}`,
  check({ direction }, { hooks }) {
    if (direction === 'out' && hooks.some(hook => hook === 'PREROUTING' || hook === 'INPUT')) return 'EINVAL';
    return direction === 'in' && hooks.some(hook => hook === 'POSTROUTING' || hook === 'OUTPUT') ? 'EINVAL' : undefined;
  },
  matches: ({ policy }) => policy === 'none',
});
