// tc: show and manipulate traffic control settings. iproute2 7.3.0. Root queueing disciplines only.

import type { Qdisc } from '../../../abi/rtnetlink.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { print, program, warn } from '../../lib/io.ts';
import { WriteError } from '../../lib/stdout.ts';
import { runBatch } from '../batch.ts';
import { Fatal } from '../fatal.ts';
import { Ip, noOptions, type Options } from '../ip/context.ts';
import { enterNetns } from '../ip/netns-enter.ts';
import { matches, Words } from '../ip/words.ts';
import type { Json } from '../json.ts';
import { QDISC, TC } from './help.ts';
import { KINDS, optionsOf } from './kinds.ts';
import { parseHandle, printHandle } from './values.ts';

const ROOT = 0xffffffff;
const OBJECTS = ['qdisc', 'class', 'filter', 'chain', 'actions', 'action', 'monitor', 'exec'];
export default program({
  name: 'tc',
  summary: 'show / manipulate traffic control settings',

  async main(sys, argv, env) {
    try {
      return await start(sys, argv.slice(1), env);
    } catch (error) {
      if (error instanceof WriteError) return 1;
      if (!(error instanceof Fatal)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

async function start(sys: Sys, args: readonly string[], env: Env): Promise<number> {
  const options = noOptions();
  const words = new Words(args);
  let batch: string | undefined;
  while (words.peek?.startsWith('-')) {
    const word = words.next();
    if (matches(word, '-stats') || matches(word, '-statistics')) options.statistics++;
    else if (matches(word, '-details')) options.details = true;
    else if (matches(word, '-help')) words.back();
    else if (word === '-V' || word === '-Version') {
      await print(sys, 'tc utility, iproute2-7.3.0, libbpf 1.7.0\n');
      return 0;
    } else if (matches(word, '-force')) options.force = true;
    else if (matches(word, '-batch')) batch = words.next();
    else if (matches(word, '-netns')) await enterNetns(sys, words.next());
    else if (matches(word, '-json')) options.json = true;
    else if (matches(word, '-pretty')) options.pretty = true;
    else if (matches(word, '-oneline')) options.oneline = true;
    else if (['-raw', '-iec', '-Numeric', '-names', '-nm', '-brief', '-echo', '-timestamp', '-tshort', '-conf', '-cf'].includes(word)) {
      throw new Fatal(`tc: option ${word} is not simulated here\n`, 1);
    } else if (!/^-c(?:olor)?(?:=\w+)?$/.test(word)) throw new Fatal(`Option "${word}" is unknown, try "tc -help".\n`, 255);
    if (matches(word, '-help')) {
      await print(sys, TC);
      return 0;
    }
  }
  if (batch !== undefined)
    return runBatch(sys, { path: batch, force: options.force, unreadable: 1 }, line => runObject(sys, new Words(line), env, options));
  if (words.done) {
    await print(sys, TC);
    return 0;
  }
  return runObject(sys, words, env, options);
}

async function runObject(sys: Sys, words: Words, env: Env, options: Options): Promise<number> {
  const name = words.next();
  if (matches(name, 'help')) {
    await print(sys, TC);
    return 0;
  }
  const object = OBJECTS.find(each => matches(name, each));
  if (object === undefined) throw new Fatal(`Object "${name}" is unknown, try "tc help".\n`, 255);
  if (object !== 'qdisc') throw new Fatal(`tc: object ${object} is not simulated here\n`, 1);
  const tc = new Ip(sys, env, options);
  try {
    await qdisc(tc, words);
  } finally {
    await tc.out.flush();
  }
  return 0;
}

async function qdisc(tc: Ip, words: Words): Promise<void> {
  const command = words.shift();
  if (command === undefined || ['show', 'list', 'lst'].some(name => matches(command, name))) return show(tc, words);
  if (matches(command, 'help')) throw new Fatal(QDISC, 0);
  if (matches(command, 'add')) return change(tc, words, 'newqdisc', { create: true, exclusive: true });
  if (matches(command, 'change')) return change(tc, words, 'newqdisc', {});
  if (matches(command, 'replace')) return change(tc, words, 'newqdisc', { create: true, replace: true });
  if (matches(command, 'delete')) return change(tc, words, 'delqdisc', {});
  if (matches(command, 'link')) throw new Fatal('tc: command qdisc link is not simulated here\n', 1);
  throw new Fatal(`Command "${command}" is unknown, try "tc qdisc help".\n`, 255);
}

async function change(tc: Ip, words: Words, type: 'newqdisc' | 'delqdisc', flags: Record<string, boolean>): Promise<void> {
  const asked: Partial<Qdisc> = {};
  let device: string | undefined;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') device = words.next();
    else if (word === 'root') asked.parent = ROOT;
    else if (word === 'handle') {
      const text = words.next();
      asked.handle = parseHandle(text.includes(':') ? text : `${text}:`) ?? wrong(text, 'invalid qdisc ID');
    } else if (word === 'parent') {
      const text = words.next();
      asked.parent = parseHandle(text) ?? wrong(text, 'invalid parent ID');
    } else if (['ingress', 'clsact', 'estimator', 'stab', 'ingress_block', 'egress_block'].includes(word)) {
      throw new Fatal(`tc: option ${word} is not simulated here\n`, 1);
    } else if (word === 'help') throw new Fatal(QDISC, 0);
    else {
      asked.kind = word;
      const options = KINDS[word]?.parse(words);
      if (options) asked.options = options;
      break;
    }
  }
  const index = device === undefined ? 0 : await tc.indexOf(device);
  if (type === 'newqdisc' && device !== undefined && asked.parent === undefined) throw new Fatal('Error: Handle cannot be zero.\n', 2);
  await tc.talk({ type, qdisc: { ...asked, index }, ...(type === 'newqdisc' ? { flags } : {}) });
}

const wrong = (text: string, words: string): never => {
  throw new Fatal(`Error: argument "${text}" is wrong: ${words}\n\n`, 255);
};

async function show(tc: Ip, words: Words): Promise<void> {
  let device: string | undefined;
  let root = false;
  while (!words.done) {
    const word = words.next();
    if (word === 'dev') device = words.next();
    else if (word === 'root') root = true;
    else if (matches(word, 'help')) throw new Fatal(QDISC, 0);
    else if (word !== 'invisible') throw new Fatal(`What is "${word}"? Try "tc qdisc help".\n`, 1);
  }
  const index = device === undefined ? undefined : await tc.indexOf(device);
  const answers = await tc.dump({ type: 'getqdisc', qdisc: index === undefined ? {} : { index } });
  const found = answers
    .flatMap(answer => (answer.type === 'newqdisc' ? [answer.qdisc as Qdisc] : []))
    .filter(each => !root || each.parent === ROOT);
  // A device that was never up has a discipline that takes nothing, which is not listed.
  const shown = found.filter(({ kind }) => kind !== 'noop');
  if (tc.options.json) {
    const rows: Json[] = [];
    for (const each of shown) rows.push(await qdiscJson(tc, each, index === undefined));
    tc.writeJson(rows);
    return;
  }
  for (const each of shown) tc.out.write(await qdiscText(tc, each, index === undefined));
}

async function qdiscText(tc: Ip, each: Qdisc, withDevice: boolean): Promise<string> {
  let text = `qdisc ${each.kind} ${printHandle(each.handle)} `;
  if (withDevice) text += `dev ${await tc.linkName(each.index)} `;
  text += `root refcnt ${each.refcount ?? 1} `;
  const kind = KINDS[each.kind];
  if (kind) text += kind.text(optionsOf(each), tc.options.details).trimStart();
  text += '\n';
  if (tc.options.statistics === 0) return text;
  const { bytes = 0, packets = 0, drops = 0, overlimits = 0, requeues = 0, backlogBytes = 0, backlogPackets = 0 } = each.stats ?? {};
  text += ` Sent ${bytes} bytes ${packets} pkt (dropped ${drops}, overlimits ${overlimits} requeues ${requeues}) \n`;
  return `${text} backlog ${backlogBytes}b ${backlogPackets}p requeues ${requeues}\n`;
}

async function qdiscJson(tc: Ip, each: Qdisc, withDevice: boolean): Promise<Json> {
  const { stats } = each;
  const counters = tc.options.statistics > 0 && stats ? { ...stats } : undefined;
  return {
    kind: each.kind,
    handle: printHandle(each.handle),
    ...(withDevice ? { dev: await tc.linkName(each.index) } : {}),
    root: true,
    refcnt: each.refcount ?? 1,
    options: KINDS[each.kind]?.json(optionsOf(each)) ?? {},
    ...(counters
      ? {
          bytes: counters.bytes,
          packets: counters.packets,
          drops: counters.drops,
          overlimits: counters.overlimits,
          requeues: counters.requeues,
          backlog: counters.backlogBytes,
          qlen: counters.backlogPackets,
        }
      : {}),
  };
}
