// ip rule: the policy database. As ip/iprule.c.

import type { Rule } from '../../../abi/rtnetlink.ts';
import { Fatal, invalid } from '../fatal.ts';
import type { Json } from '../json.ts';
import { parseNumber } from '../names.ts';
import type { Ip } from './context.ts';
import { RULE_HELP } from './help.ts';
import { numberArgument, parsePrefixArgument } from './parse.ts';
import { keywordOf, matches, type Words } from './words.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, 'ipv6-icmp': 58, sctp: 132 };
const ACTIONS = ['unreachable', 'blackhole', 'prohibit', 'nop'] as const;

export default async function rule(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return show(ip, words);
  const command = keywordOf(word, ['list', 'lst', 'show', 'save', 'restore', 'add', 'delete', 'flush', 'help'] as const);
  switch (command) {
    case 'list':
    case 'lst':
    case 'show':
      return show(ip, words);
    case 'add':
      return modify(ip, words, 'newrule');
    case 'delete':
      return modify(ip, words, 'delrule');
    case 'flush':
      return flush(ip, words);
    case 'help':
      throw new Fatal(RULE_HELP, 255);
    case undefined:
      throw new Fatal(`Command "${word}" is unknown, try "ip rule help".\n`, 255);
    default:
      throw new Fatal(`slipway: ip rule ${command} is not simulated here\n`, 1);
  }
}

type Draft = Partial<Rule> & { family: 'inet' | 'inet6' };

async function parse(ip: Ip, words: Words, adding: boolean): Promise<Draft> {
  const rule: Draft = { family: ip.options.family === 'inet6' ? 'inet6' : 'inet' };
  while (!words.done) {
    const word = words.next();
    if (word === 'not') rule.inverted = true;
    else if (word === 'from' || word === 'to') {
      const prefix = parsePrefixArgument(words.next(), ip.options.family);
      if (prefix.any) continue;
      rule.family = prefix.family;
      Object.assign(
        rule,
        word === 'from' ? { source: prefix.address, sourceLength: prefix.length } : { dest: prefix.address, destLength: prefix.length },
      );
    } else if (matches(word, 'preference') || matches(word, 'order') || matches(word, 'priority') || word === 'prio')
      rule.priority = numberArgument(words.next(), 'preference value is invalid\n');
    else if (matches(word, 'tos') || matches(word, 'dsfield')) rule.tos = numberArgument(words.next(), 'TOS value is invalid\n');
    else if (word === 'fwmark') Object.assign(rule, fwmark(words.next()));
    else if (matches(word, 'table') || word === 'lookup') {
      const text = words.next();
      rule.table = (await ip.tables()).number(text) ?? invalid('invalid table ID\n', text);
    } else if (matches(word, 'protocol')) {
      const text = words.next();
      rule.protocol = (await ip.protocols()).number(text) ?? invalid('"protocol" value is invalid\n', text);
    } else if (word === 'iif' || word === 'dev') rule.inputName = words.next();
    else if (word === 'oif') rule.outputName = words.next();
    else if (word === 'uidrange') rule.uidRange = range(words.next(), 'invalid UID range\n');
    else if (word === 'ipproto') {
      const text = words.next();
      rule.ipProtocol = PROTOCOLS[text] ?? numberArgument(text, 'Invalid "ipproto" value\n');
    } else if (word === 'sport') rule.sourcePorts = range(words.next(), 'invalid port range\n');
    else if (word === 'dport') rule.destPorts = range(words.next(), 'invalid dport range\n');
    else if (matches(word, 'suppress_prefixlength') || word === 'sup_pl')
      rule.suppressPrefixLength = numberArgument(words.next(), 'suppress_prefixlength value is invalid\n');
    else if (word === 'goto') Object.assign(rule, { action: 'goto', goto: numberArgument(words.next(), 'invalid target\n') });
    else parseAction(word, words, rule);
  }
  if (adding && rule.table === undefined && rule.action === undefined) rule.table = 254;
  return rule;
}

function parseAction(first: string, words: Words, rule: Draft): void {
  const word = first === 'type' ? words.next() : first;
  if (matches(word, 'help')) throw new Fatal(RULE_HELP, 255);
  const action = ACTIONS.find(name => name === word);
  if (action === undefined) throw new Fatal(`Error: argument "${word}" is wrong: Failed to parse rule type\n\n`, 255);
  rule.action = action;
}

function fwmark(text: string): { mark: number; mask?: number } {
  const [mark, mask] = text.split('/') as [string, string?];
  const value = parseNumber(mark) ?? invalid('fwmark value is invalid\n', text);
  return mask === undefined ? { mark: value } : { mark: value, mask: parseNumber(mask) ?? invalid('fwmask value is invalid\n', mask) };
}

function range(text: string, words: string): [number, number] {
  const [low, high] = text.split('-') as [string, string?];
  const from = numberArgument(low, words);
  return [from, high === undefined ? from : numberArgument(high, words)];
}

async function modify(ip: Ip, words: Words, type: 'newrule' | 'delrule'): Promise<void> {
  const rule = await parse(ip, words, type === 'newrule');
  if (type === 'newrule' && rule.table === undefined && rule.action === undefined) rule.table = 254;
  await ip.talk({ type, rule, flags: type === 'newrule' ? { create: true, exclusive: true } : {} });
}

async function rules(ip: Ip): Promise<Rule[]> {
  const answers = await ip.dump({ type: 'getrule', rule: { family: ip.options.family === 'inet6' ? 'inet6' : 'inet' } });
  return answers.flatMap(answer => (answer.type === 'newrule' ? [answer.rule as Rule] : []));
}

const KEYS: readonly (keyof Rule)[] = [
  'priority',
  'source',
  'sourceLength',
  'dest',
  'destLength',
  'tos',
  'mark',
  'mask',
  'table',
  'inputName',
  'outputName',
  'protocol',
  'ipProtocol',
  'goto',
];

async function show(ip: Ip, words: Words): Promise<void> {
  const filter = await parse(ip, words, false);
  const shown = (await rules(ip)).filter(rule => KEYS.every(key => filter[key] === undefined || rule[key] === filter[key]));
  if (ip.options.json) {
    const objects: Json[] = [];
    for (const rule of shown) objects.push(await ruleJson(ip, rule));
    return ip.writeJson(objects);
  }
  for (const rule of shown) ip.out.write(await ruleText(ip, rule));
}

const hex = (value: number): string => `0x${value.toString(16)}`;
const full = (rule: Rule): number => (rule.family === 'inet' ? 32 : 128);
const prefix = (rule: Rule, address: string, length: number): string => (length === full(rule) ? address : `${address}/${length}`);
const ports = ([low, high]: readonly [number, number]): string => (low === high ? `${low}` : `${low}-${high}`);
const protocolName = (number: number): string => Object.entries(PROTOCOLS).find(([, value]) => value === number)?.[0] ?? `${number}`;

async function ruleText(ip: Ip, rule: Rule): Promise<string> {
  let text = `${rule.priority ?? 0}:\t${rule.inverted ? 'not ' : ''}from ${rule.source === undefined ? 'all' : prefix(rule, rule.source, rule.sourceLength)} `;
  if (rule.dest !== undefined) text += `to ${prefix(rule, rule.dest, rule.destLength)} `;
  if (rule.tos) text += `tos ${hex(rule.tos)} `;
  if (rule.mark !== undefined || rule.mask !== undefined) {
    text += `fwmark ${hex(rule.mark ?? 0)}${rule.mask !== undefined && rule.mask !== 0xffffffff ? `/${hex(rule.mask)}` : ''} `;
  }
  if (rule.inputName !== undefined) text += `iif ${rule.inputName} `;
  if (rule.outputName !== undefined) text += `oif ${rule.outputName} `;
  if (rule.uidRange) text += `uidrange ${rule.uidRange[0]}-${rule.uidRange[1]} `;
  if (rule.ipProtocol !== undefined) text += `ipproto ${protocolName(rule.ipProtocol)} `;
  if (rule.sourcePorts) text += `sport ${ports(rule.sourcePorts)} `;
  if (rule.destPorts) text += `dport ${ports(rule.destPorts)} `;
  if (rule.action === 'goto') text += `goto ${rule.goto}`;
  else if (rule.action === 'lookup') {
    text += `lookup ${(await ip.tables()).name(rule.table)}`;
    if (rule.suppressPrefixLength !== undefined && rule.suppressPrefixLength >= 0)
      text += ` suppress_prefixlength ${rule.suppressPrefixLength}`;
  } else text += rule.action;
  if (rule.protocol !== undefined && (ip.options.details || rule.protocol !== 2) && rule.protocol !== 0 && rule.protocol !== 3)
    text += ` proto ${(await ip.protocols()).name(rule.protocol)}`;
  return `${text.trimEnd()}\n`;
}

async function ruleJson(ip: Ip, rule: Rule): Promise<Json> {
  return {
    priority: rule.priority ?? 0,
    not: rule.inverted ? null : undefined,
    src: rule.source ?? 'all',
    srclen: rule.source !== undefined && rule.sourceLength !== full(rule) ? rule.sourceLength : undefined,
    dst: rule.dest,
    dstlen: rule.dest !== undefined && rule.destLength !== full(rule) ? rule.destLength : undefined,
    fwmark: rule.mark === undefined ? undefined : hex(rule.mark),
    fwmask: rule.mask !== undefined && rule.mask !== 0xffffffff ? hex(rule.mask) : undefined,
    iif: rule.inputName,
    oif: rule.outputName,
    ipproto: rule.ipProtocol === undefined ? undefined : protocolName(rule.ipProtocol),
    dport: rule.destPorts?.[0],
    table: rule.action === 'lookup' ? (await ip.tables()).name(rule.table) : undefined,
    action: rule.action === 'lookup' ? undefined : rule.action,
  };
}

/** All but the rule of priority 0. */
async function flush(ip: Ip, words: Words): Promise<void> {
  const filter = await parse(ip, words, false);
  for (const rule of await rules(ip)) {
    if ((rule.priority ?? 0) === 0 || !KEYS.every(key => filter[key] === undefined || rule[key] === filter[key])) continue;
    await ip.talk({ type: 'delrule', rule });
  }
}
