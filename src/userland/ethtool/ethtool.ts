// ethtool: query or control network driver and hardware settings. ethtool 7.2.

import { Errno } from '../../abi/errno.ts';
import type { EthtoolInfo } from '../../abi/ethtool.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, warn } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';
import { LEGACY } from './features.ts';
import { showChannels, showDriver, showFeatures, showSettings, showStatistics, showTimestamps } from './show.ts';

/** Ends ethtool: words on standard error. */
class Failure extends Error {
  readonly status: number;

  constructor(words: string, status: number) {
    super(words);
    this.status = status;
  }
}

const BAD_ARGUMENTS = 'ethtool: bad command line argument(s)\nFor more information run ethtool -h\n';
const NO_DEVICE = 'netlink error: no device matches name (offset 24)\nnetlink error: No such device\n';
const UNSUPPORTED = 'netlink error: Operation not supported\n';
/** How many questions `ethtool DEVICE` asks. */
const SETTINGS_QUESTIONS = 7;

interface Command {
  options: readonly string[];
  /** What it says where there is no such device. */
  absent: string;
  absentStatus: number;
  run(info: EthtoolInfo, words: readonly string[], netlink: Netlink): Promise<string> | string;
}

const refuse = (words: string, status = 1): (() => never) => {
  return () => {
    throw new Failure(words, status);
  };
};
const plain = (options: string[], run: Command['run']): Command => ({ options, absent: NO_DEVICE, absentStatus: 1, run });

const COMMANDS: readonly Command[] = [
  {
    options: ['-i', '--driver'],
    absent: 'Cannot get driver information: No such device\n',
    absentStatus: 71,
    run: info => {
      if (!info.driver) throw new Failure('Cannot get driver information: Operation not supported\n', 71);
      return showDriver(info.driver);
    },
  },
  {
    options: ['-S', '--statistics'],
    absent: 'Cannot get stats strings information: No such device\n',
    absentStatus: 96,
    run: info => {
      if (info.statistics.length === 0) throw new Failure('no stats available\n', 94);
      return showStatistics(info);
    },
  },
  plain(['-k', '--show-features', '--show-offload'], info => {
    if (info.features.length === 0) throw new Failure(`ethtool: offloads of this kind of device are not simulated here\n`, 1);
    return showFeatures(info);
  }),
  plain(['-K', '--features', '--offload'], changeFeatures),
  plain(['-P', '--show-permaddr'], () => 'Permanent address: not set\n'),
  plain(['-a', '--show-pause'], refuse(UNSUPPORTED)),
  plain(['-g', '--show-ring'], refuse(UNSUPPORTED)),
  plain(['-c', '--show-coalesce'], refuse(UNSUPPORTED)),
  plain(['-l', '--show-channels'], info => {
    if (!info.channels) throw new Failure(UNSUPPORTED, 1);
    return showChannels(info.name, info.channels);
  }),
  plain(['-T', '--show-time-stamping'], showTimestamps),
  plain(['-s', '--change'], refuse(UNSUPPORTED, 75)),
  {
    options: ['-r', '--negotiate'],
    absent: '',
    absentStatus: 1,
    run: refuse('Cannot restart autonegotiation: Operation not supported\n', 255),
  },
  { options: ['-p', '--identify'], absent: '', absentStatus: 1, run: refuse('Cannot identify NIC: Operation not supported\n') },
  { options: ['-t', '--test'], absent: '', absentStatus: 1, run: refuse('Cannot test: Operation not supported\n') },
  { options: ['-d', '--register-dump'], absent: '', absentStatus: 1, run: refuse('Cannot get register dump: Operation not supported\n') },
];
const NOT_SIMULATED = new Set(
  '-A -C -G -L -e -E -f -h -m -n -N -u -U -w -W -x -X -y --help --json -I --show-fec --set-fec --show-eee --set-eee --monitor --reset'.split(
    ' ',
  ),
);

const SETTINGS: Command = {
  options: [],
  absent: `${NO_DEVICE.repeat(SETTINGS_QUESTIONS)}No data available\n`,
  absentStatus: 75,
  run: showSettings,
};

export default program({
  name: 'ethtool',
  summary: 'query or control network driver and hardware settings',

  async main(sys, argv) {
    try {
      await print(sys, await run(sys, argv.slice(1)));
      return 0;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

async function run(sys: Sys, words: readonly string[]): Promise<string> {
  const [first, ...rest] = words;
  if (first === '--version') return 'ethtool version 7.2\n';
  if (first !== undefined && NOT_SIMULATED.has(first)) throw new Failure(`ethtool: option ${first} is not simulated here\n`, 1);
  const command = first?.startsWith('-') ? COMMANDS.find(({ options }) => options.includes(first)) : SETTINGS;
  const [name, ...more] = first?.startsWith('-') ? rest : words;
  if (!command || name === undefined) throw new Failure(BAD_ARGUMENTS, 1);
  const netlink = await Netlink.open(sys, 'generic');
  const info = await ask(netlink, name);
  if (!info) throw new Failure(command.absent || `${NO_DEVICE}`, command.absentStatus);
  return command.run(info, more, netlink);
}

/** What the kernel tells of a device; undefined where it has none of that name. */
async function ask(netlink: Netlink, name: string): Promise<EthtoolInfo | undefined> {
  try {
    const [answer] = await netlink.request({ type: 'getethtool', ethtool: { name } });
    return answer?.type === 'newethtool' ? answer.ethtool : undefined;
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'ENODEV') throw error;
    return undefined;
  }
}

/** -K: what came of it is told where it is not just what was asked for. */
async function changeFeatures(before: EthtoolInfo, words: readonly string[], netlink: Netlink): Promise<string> {
  if (words.length === 0) throw new Failure('Could not change any device features\n', 1);
  const wanted: Record<string, boolean> = {};
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value] = [words[at], words[at + 1]];
    if (value !== 'on' && value !== 'off') throw new Failure(BAD_ARGUMENTS, 1);
    for (const member of LEGACY.find(({ word, title }) => word === name || title === name)?.members ?? [name])
      wanted[member] = value === 'on';
  }
  try {
    await netlink.request({ type: 'setethtool', ethtool: { name: before.name, wanted } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const where = error.detail === 'bit name not found' ? `netlink error: ${error.detail} (offset 52)\n` : '';
    throw new Failure(`${where}netlink error: ${error.message}\n`, where === '' ? 1 : 92);
  }
  const after = (await ask(netlink, before.name))!;
  let exact = true;
  let text = 'Actual changes:\n';
  for (const [at, { name, active }] of after.features.entries()) {
    const wish = wanted[name];
    const missed = wish !== undefined && wish !== active;
    const changed = before.features[at]!.active !== active;
    if (!missed && !changed) continue;
    if (missed || wish === undefined) exact = false;
    text += `${name}: ${active ? 'on' : 'off'}${missed ? ` [requested ${wish ? 'on' : 'off'}]` : wish === undefined ? ' [not requested]' : ''}\n`;
  }
  return exact ? '' : text;
}
