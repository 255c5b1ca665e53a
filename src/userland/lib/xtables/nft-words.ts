// iptables's rules in nft's words, as nft lists them and iptables-translate gives them. As the xlate functions of iptables 1.8.13.

import type { XtExtension, XtHeader, XtRule } from '../../../abi/nfnetlink.ts';
import { fullMask, maskLength, printAddress, sameWords } from '../../../xtables/addresses.ts';
import type { Family, ListHow, Names } from '../../../xtables/extension.ts';
import { findMatch, findTarget } from '../../../xtables/table.ts';
import { type Option, TRANSLATED_MATCHES, TRANSLATED_TARGETS } from './nft-extensions.ts';
import { splitLine } from './split.ts';

export interface TranslateHow {
  family: Family;
  names: Names;
  /** As iptables-translate words it, which differs a little from lists. */
  advised?: boolean;
}

/** What iptables gives the kernel in nft's own terms; all else is one of its extensions. */
const NATIVE_MATCHES: ReadonlySet<string> = new Set(['tcp', 'udp', 'limit', 'mark']);
const NATIVE_TARGETS: ReadonlySet<string> = new Set(['NFLOG', 'TRACE']);

/** Whether nft warns that the rule is iptables's. */
export const isForeign = ({ matches, action }: XtRule): boolean =>
  matches.some(match => !NATIVE_MATCHES.has(match.name) || usesOption(match)) ||
  (action.kind === 'target' && !NATIVE_TARGETS.has(action.target.name));

/** --tcp-option, which nft's terms do not have. */
const usesOption = ({ name, info }: XtExtension): boolean =>
  name === 'tcp' && typeof info === 'object' && info !== null && 'option' in info && info.option !== undefined;

function optionsOf(kind: 'match' | 'target', { name, info }: XtExtension, how: TranslateHow): Option[] {
  const shown: ListHow = { family: how.family, numeric: true, names: how.names };
  const extension = kind === 'match' ? findMatch(name, how.family) : findTarget(name, how.family);
  const options: Option[] = [];
  let inverted = false;
  for (const word of splitLine(extension?.save(info, shown) ?? '')) {
    if (word === '!') inverted = true;
    else if (word.startsWith('--')) {
      options.push({ name: word.slice(2), values: [], inverted });
      inverted = false;
    } else options.at(-1)?.values.push(word);
  }
  return options;
}

function addressText(key: string, { address, mask, inverted }: NonNullable<XtHeader['source']>, family: Family): string {
  const operator = inverted ? '!= ' : '';
  if (sameWords(mask, fullMask(family))) return `${key} ${operator}${printAddress(address)}`;
  const length = maskLength(mask);
  if (length < 0) return `${key} & ${printAddress(mask)} ${inverted ? '!=' : '=='} ${printAddress(address)}`;
  return `${key} ${operator}${printAddress(address)}/${length}`;
}

const deviceText = (key: string, { name, inverted }: NonNullable<XtHeader['input']>): string =>
  `${key} ${inverted ? '!= ' : ''}"${name.endsWith('+') ? `${name.slice(0, -1)}*` : name}"`;

/** Whether one of the matches says the protocol with its own words. */
const impliesProtocol = (rule: XtRule, advised: boolean): boolean =>
  !rule.header.protocol?.inverted &&
  rule.matches.some(
    match => ((match.name === 'tcp' || match.name === 'udp') && !usesOption(match)) || (advised && match.name.startsWith('icmp')),
  );

function headerText(rule: XtRule, { family, names, advised = false }: TranslateHow): string[] {
  const { source, dest, input, output, protocol, fragment } = rule.header;
  const ip = family === 'ipv4' ? 'ip' : 'ip6';
  const addresses: string[] = [];
  if (source) addresses.push(addressText(`${ip} saddr`, source, family));
  if (dest) addresses.push(addressText(`${ip} daddr`, dest, family));
  const devices: string[] = [];
  if (input) devices.push(deviceText('iifname', input));
  if (output) devices.push(deviceText('oifname', output));
  const parts = advised ? [...devices, ...addresses] : [...addresses, ...devices];
  if (protocol && !impliesProtocol(rule, advised)) {
    const name = names.protocolByNumber(protocol.number) ?? `${protocol.number}`;
    parts.push(`${family === 'ipv4' ? 'ip protocol' : 'meta l4proto'} ${protocol.inverted ? '!= ' : ''}${name}`);
  }
  if (fragment) parts.push(`ip frag-off & 0x1fff ${fragment.inverted ? '==' : '!='} 0x0`);
  return parts;
}

function translated(kind: 'match' | 'target', extension: XtExtension, rule: XtRule, how: TranslateHow): string | undefined {
  const translate = (kind === 'match' ? TRANSLATED_MATCHES : TRANSLATED_TARGETS)[extension.name];
  return translate?.(optionsOf(kind, extension, how), {
    family: how.family,
    protocol: rule.header.protocol?.number,
    advised: how.advised ?? false,
  });
}

/** A rule's statements; `counter` is the counter's text. Undefined extensions stand as xt's. */
export function translateRule(rule: XtRule, counter: string, how: TranslateHow): { text: string; complete: boolean } {
  let complete = true;
  const say = (kind: 'match' | 'target', extension: XtExtension): string => {
    const text = translated(kind, extension, rule, how);
    if (text === undefined) complete = false;
    return text ?? `xt ${kind} "${extension.name}"`;
  };
  const parts = headerText(rule, how);
  const comments = rule.matches.filter(match => how.advised && match.name === 'comment');
  for (const match of rule.matches) if (!comments.includes(match)) parts.push(say('match', match));
  parts.push(counter);
  const { action } = rule;
  if (action.kind === 'verdict') parts.push(action.verdict.toLowerCase());
  else if (action.kind === 'jump' || action.kind === 'goto') parts.push(`${action.kind} ${action.chain}`);
  else if (action.kind === 'target') parts.push(say('target', action.target));
  for (const comment of comments) parts.push(say('match', comment));
  return { text: parts.filter(part => part !== '').join(' '), complete };
}
