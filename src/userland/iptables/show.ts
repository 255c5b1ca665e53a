// Rules as text: -S and iptables-save's form, -L's lines, and what -v says of a change. As nft-ipv4.c and xshared.c of iptables 1.8.13.

import type { RuleDump, XtExtension, XtRule } from '../../abi/nfnetlink.ts';
import { anyAddress, fullMask, maskLength, printAddress, printMask, printMaskAlways, sameWords } from '../../xtables/addresses.ts';
import type { Family, ListHow, Match, Target } from '../../xtables/extension.ts';
import { ownProtocolName } from '../../xtables/protocol-names.ts';
import { findMatch, findTarget } from '../../xtables/table.ts';
import { protocolName } from './protocols.ts';

const inv = (inverted: boolean): string => (inverted ? '! ' : '');

function extensionText(kind: 'match' | 'target', { name, info }: XtExtension, how: ListHow): string {
  const extension = kind === 'match' ? findMatch(name, how.family) : findTarget(name, how.family);
  const options = extension?.save(info, how) ?? '';
  return options === '' ? '' : ` ${options}`;
}

/** A rule as -S prints it, without "-A CHAIN"; a counter pair goes before the target. */
export function ruleText({ header, matches, action }: XtRule, how: ListHow, counters = ''): string {
  let text = '';
  const { source, dest, input, output, protocol, fragment } = header;
  if (source) text += ` ${inv(source.inverted)}-s ${printAddress(source.address)}${printMaskAlways(source.mask)}`;
  if (dest) text += ` ${inv(dest.inverted)}-d ${printAddress(dest.address)}${printMaskAlways(dest.mask)}`;
  if (input) text += ` ${inv(input.inverted)}-i ${input.name}`;
  if (output) text += ` ${inv(output.inverted)}-o ${output.name}`;
  if (protocol) text += ` ${inv(protocol.inverted)}-p ${ownProtocolName(protocol.number)}`;
  if (fragment) text += ` ${inv(fragment.inverted)}-f`;
  for (const match of matches) text += ` -m ${match.name}${extensionText('match', match, how)}`;
  text += counters;
  switch (action.kind) {
    case 'verdict':
      return `${text} -j ${action.verdict}`;
    case 'jump':
      return `${text} -j ${action.chain}`;
    case 'goto':
      return `${text} -g ${action.chain}`;
    case 'target':
      return `${text} -j ${action.target.name}${extensionText('target', action.target, how)}`;
    default:
      return text;
  }
}

const actionName = ({ action }: XtRule): string => {
  if (action.kind === 'verdict') return action.verdict;
  if (action.kind === 'jump' || action.kind === 'goto') return action.chain;
  return action.kind === 'target' ? action.target.name : '';
};

/** A counter in its column: five places, thousands as K, M, G, T from 100000 on; or exact. */
export function counterText(value: number, exact: boolean): string {
  if (exact) return `${`${value}`.padStart(8)} `;
  if (value <= 99999) return `${`${value}`.padStart(5)} `;
  let number = value;
  for (const unit of ['K', 'M', 'G', 'T']) {
    number = Math.floor((number + 500) / 1000);
    if (number <= 9999 || unit === 'T') return `${`${number}`.padStart(4)}${unit} `;
  }
  return '';
}

/** The same without padding, as a policy's are. */
export const plainCounter = (value: number): string => counterText(value, false).trim();

function addressText(one: XtRule['header']['source'], how: ListHow): string {
  const { family } = how;
  if (!one || one.mask.every(word => word === 0)) return how.numeric ? `${printAddress(anyAddress(family))}/0` : 'anywhere';
  const name = !how.numeric && sameWords(one.mask, fullMask(family)) ? how.names.hostByAddress(one.address) : undefined;
  return `${name ?? printAddress(one.address)}${printMask(one.mask)}`;
}

function listed(extension: Match | Target | undefined, info: unknown, how: ListHow): string {
  if (!extension) return '';
  const text = extension.list ? extension.list(info, how) : extension.save(info, how);
  if (text === undefined || text === '') return '';
  // One extension's words follow without a space.
  return text.startsWith('\b') ? text.slice(1) : ` ${text}`;
}

function extensionsText(rule: XtRule, how: ListHow): string {
  let text = '';
  for (const { name, info } of rule.matches) text += listed(findMatch(name, how.family), info, how);
  if (rule.action.kind === 'target') text += listed(findTarget(rule.action.target.name, how.family), rule.action.target.info, how);
  return text;
}

function deviceText(one: XtRule['header']['input'], how: ListHow): string {
  const text = one ? `${one.inverted ? '!' : ''}${one.name}` : how.numeric ? '*' : 'any';
  return text;
}

const fragmentText = ({ fragment }: XtRule['header']): string => (fragment ? (fragment.inverted ? '!f' : '-f') : '--');

export interface LineHow extends ListHow {
  verbose: boolean;
  exact: boolean;
  /** The rule's number, where lines are numbered. */
  number?: number;
}

/** A rule as a line of -L, without newline. */
export function ruleLine(dump: Pick<RuleDump, 'packets' | 'bytes'> & { body: XtRule }, how: LineHow): string {
  const { header } = dump.body;
  let line = how.number === undefined ? '' : `${how.number}`.padEnd(5);
  if (how.verbose) line += counterText(dump.packets, how.exact) + counterText(dump.bytes, how.exact);
  const { protocol, source, dest } = header;
  line += `${actionName(dump.body).padEnd(9)} `;
  line += `${protocol?.inverted ? '!' : ' '}${protocolName(protocol?.number ?? 0, how.numeric, how.names).padEnd(4)} `;
  line += `${fragmentText(header)} `;
  if (how.verbose) line += ` ${deviceText(header.input, how).padEnd(6)} ${deviceText(header.output, how).padEnd(6)} `;
  line += `${source?.inverted ? '!' : ' '}${addressText(source, how).padEnd(19)} `;
  line += `${dest?.inverted ? '!' : ' '}${addressText(dest, how).padEnd(19)} `;
  if (dump.body.action.kind === 'goto') line += '[goto] ';
  return line + extensionsText(dump.body, how);
}

/** What -v prints of a rule that is added, deleted or checked. */
export function changeLine(rule: XtRule, how: ListHow): string {
  const { protocol, source, dest, input, output } = rule.header;
  const name = protocolName(protocol?.number ?? 0, how.numeric, how.names);
  return `${actionName(rule)} ${protocol?.inverted ? '!' : ' '}${name} opt ${fragmentText(rule.header)} in ${deviceText(input, how)} out ${deviceText(output, how)} ${
    source?.inverted ? '!' : ' '
  }${addressText(source, how)} ${dest?.inverted ? '!' : ' '}-> ${addressText(dest, how)}  ${extensionsText(rule, how)}`;
}

/** Column headings of -L. */
export function headings(how: { verbose: boolean; exact: boolean; lineNumbers: boolean }): string {
  let text = how.lineNumbers ? 'num  ' : '';
  if (how.verbose) text += how.exact ? '    pkts      bytes ' : ' pkts bytes ';
  text += 'target     prot opt ';
  if (how.verbose) text += 'in     out     ';
  return `${text}source               destination         `;
}

export const listHow = (family: Family, numeric: boolean, names: ListHow['names']): ListHow => ({ family, numeric, names });
export { maskLength };
