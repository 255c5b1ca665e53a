// choom: shows and sets how likely a process is to be killed where memory runs out. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { readText, writeFile } from '../lib/io.ts';
import { become } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/choom.ts';

export default utilLinux({
  name: 'choom',
  summary: 'display and adjust OOM-killer score',
  help: HELP,
  short: '+n:p:',
  long: { adjust: '-n', pid: '-p' },
  run: choom,
});

async function choom(tool: Tool): Promise<number> {
  const { sys } = tool;
  const pid = tool.value('-p');
  const adjust = tool.value('-n');
  if (pid !== undefined && !/^\d+$/.test(pid)) tool.fail(`invalid PID argument: '${pid}'`);
  if (adjust !== undefined && !/^[+-]?\d+$/.test(adjust)) tool.fail(`invalid adjust argument: '${adjust}'`);
  if (pid !== undefined && tool.operands.length > 0) tool.usage('invalid argument: ' + tool.operands[0]);
  if (pid === undefined && tool.operands.length === 0) tool.usage('no PID or COMMAND specified');
  if (pid === undefined && adjust === undefined) tool.usage('no OOM score adjust value specified');
  const folder = `/proc/${pid ?? 'self'}`;
  const number = async (file: string, words: string): Promise<number> => {
    try {
      return Number(await readText(sys, `${folder}/${file}`));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return tool.fail(`failed to read ${words}`);
    }
  };
  if (adjust === undefined) {
    tool.out.write(`pid ${pid}'s current OOM score: ${await number('oom_score', 'OOM score value')}\n`);
    tool.out.write(`pid ${pid}'s current OOM score adjust value: ${await number('oom_score_adj', 'OOM score adjust value')}\n`);
    return 0;
  }
  const before = await number('oom_score_adj', 'OOM score adjust value');
  try {
    await writeFile(sys, `${folder}/oom_score_adj`, String(Number(adjust)));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to set score adjust value: ${error.message}`);
  }
  if (pid === undefined) return become(sys, tool.name, tool.operands, tool.env);
  const after = await number('oom_score_adj', 'OOM score adjust value');
  tool.out.write(`pid ${pid}'s OOM score adjust value changed from ${before} to ${after}\n`);
  return 0;
}
