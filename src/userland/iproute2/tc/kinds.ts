// The queueing disciplines that are simulated: their words on the command line and how they are shown. As tc/q_netem.c and tc/q_tbf.c.

import type { Qdisc } from '../../../abi/rtnetlink.ts';
import { Fatal } from '../fatal.ts';
import type { Words } from '../ip/words.ts';
import type { Json } from '../json.ts';
import { NETEM, TBF } from './help.ts';
import { parsePercent, parseRate, parseSize, parseTimeMs, printPercent, printRate, printSize, printTime } from './values.ts';

export type QdiscOptions = Record<string, number>;

export interface Kind {
  parse(words: Words): QdiscOptions;
  text(options: QdiscOptions, details: boolean): string;
  json(options: QdiscOptions): Json;
}

const notSimulated = (what: string): never => {
  throw new Fatal(`tc: option ${what} is not simulated here\n`, 1);
};

function illegal(what: string, help = ''): never {
  throw new Fatal(`Illegal "${what}"\n${help}`, 1);
}

const isNumber = (word: string | undefined): boolean => word !== undefined && /^[\d.]/.test(word);

/** netem's "loss [random] PERCENT", "duplicate PERCENT". */
function chance(words: Words, what: string): number {
  if (what === 'loss' && words.peek === 'random') words.next();
  if (words.peek === 'state' || words.peek === 'gemodel') notSimulated(`loss ${words.peek}`);
  const part = parsePercent(words.next()) ?? illegal(what);
  if (isNumber(words.peek)) notSimulated(`${what} correlation`);
  return part;
}

const netem: Kind = {
  parse(words) {
    const options: QdiscOptions = {};
    while (!words.done) {
      const word = words.next();
      if (word === 'limit') options['limit'] = parseSize(words.next()) ?? illegal('limit');
      else if (word === 'delay' || word === 'latency') {
        options['delayMs'] = parseTimeMs(words.next()) ?? illegal('latency');
        if (isNumber(words.peek)) options['jitterMs'] = parseTimeMs(words.next()) ?? illegal('latency');
        if (isNumber(words.peek)) notSimulated('delay correlation');
      } else if (word === 'loss' || word === 'drop') options['loss'] = chance(words, 'loss');
      else if (word === 'duplicate') options['duplicate'] = chance(words, 'duplicate');
      else if (word === 'rate') {
        options['rate'] = parseRate(words.next()) ?? illegal('rate');
        if (isNumber(words.peek)) notSimulated('rate overhead');
      } else if (['reorder', 'gap', 'corrupt', 'distribution', 'ecn', 'slot', 'seed'].includes(word)) notSimulated(word);
      else if (word === 'help') throw new Fatal(NETEM, 1);
      else throw new Fatal(`What is "${word}"?\n${NETEM}`, 1);
    }
    return options;
  },
  text(options) {
    let text = ` limit ${options['limit'] ?? 1000}`;
    if (options['delayMs']) text += ` delay ${printTime(options['delayMs'])}`;
    if (options['jitterMs']) text += `  ${printTime(options['jitterMs'])}`;
    if (options['loss']) text += ` loss ${printPercent(options['loss'])}`;
    if (options['duplicate']) text += ` duplicate ${printPercent(options['duplicate'])}`;
    if (options['rate']) text += ` rate ${printRate(options['rate'])}`;
    return text;
  },
  json(options) {
    const { delayMs, jitterMs, loss, duplicate, rate } = options;
    return {
      limit: options['limit'] ?? 1000,
      ...(delayMs ? { delay: { delay: delayMs / 1000, jitter: (jitterMs ?? 0) / 1000, correlation: 0 } } : {}),
      ...(loss ? { 'loss-random': { loss, correlation: 0 } } : {}),
      ...(duplicate ? { duplicate: { duplicate, correlation: 0 } } : {}),
      ...(rate ? { rate: { rate, packetoverhead: 0, cellsize: 0, celloverhead: 0 } } : {}),
      ecn: false,
      gap: 0,
    };
  },
};

const latencyMs = ({ rate = 1, burst = 0, limit = 0 }: QdiscOptions): number => ((limit - burst) * 1000) / rate;

const tbf: Kind = {
  parse(words) {
    const options: QdiscOptions = {};
    let latency: number | undefined;
    const value = (name: string, parse: (text: string) => number | undefined): number => {
      const text = words.next();
      const read = parse(text);
      if (read === undefined) throw new Fatal(`tbf: illegal value for "${name}": "${text}"\n`, 1);
      return read;
    };
    while (!words.done) {
      const word = words.next();
      if (word === 'rate') options['rate'] = value(word, parseRate);
      else if (word === 'burst' || word === 'buffer' || word === 'maxburst') options['burst'] = value('buffer', parseSize);
      else if (word === 'limit') options['limit'] = value(word, parseSize);
      else if (word === 'latency') latency = value(word, parseTimeMs);
      else if (['mtu', 'minburst', 'mpu', 'peakrate', 'overhead', 'linklayer'].includes(word)) notSimulated(word);
      else if (word === 'help') throw new Fatal(TBF, 1);
      else throw new Fatal(`tbf: unknown parameter "${word}"\n${TBF}`, 1);
    }
    let complaints = '';
    if (!options['rate']) complaints += 'tbf: the "rate" parameter is mandatory.\n';
    if (!options['burst']) complaints += 'tbf: the "burst" parameter is mandatory.\n';
    if (options['limit'] === undefined && latency === undefined) complaints += 'tbf: either "limit" or "latency" is required.\n';
    if (complaints !== '') throw new Fatal(complaints + TBF, 1);
    options['limit'] ??= Math.floor((options['rate']! * latency!) / 1000 + options['burst']!);
    return options;
  },
  text(options, details) {
    const burst = printSize(options['burst'] ?? 0);
    const late = latencyMs(options);
    const lag = late >= 0 ? `lat ${printTime(late)}` : `limit ${printSize(options['limit'] ?? 0)}`;
    return ` rate ${printRate(options['rate'] ?? 0)} burst ${burst}${details ? '/1 mpu 0b' : ''} ${lag} ${details ? 'linklayer ethernet ' : ''}`;
  },
  json: options => ({ rate: options['rate'] ?? 0, burst: options['burst'] ?? 0, lat: Math.round(latencyMs(options) * 1000) }),
};

export const KINDS: Readonly<Record<string, Kind>> = { netem, tbf };

/** The options of a discipline that the kernel told of. */
export const optionsOf = (qdisc: Qdisc): QdiscOptions => (qdisc.options ?? {}) as QdiscOptions;
