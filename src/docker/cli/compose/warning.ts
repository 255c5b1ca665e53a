// Warnings as logrus prints them where standard error is no terminal.

import type { Cli } from '../cli.ts';
import { dateTime } from '../format/words.ts';

/** time="…" level=warning msg="…" */
export async function warning(cli: Cli, words: string): Promise<void> {
  if (await cli.isTerminal(2)) return cli.err(`\x1b[33mWARN\x1b[0m[0000] ${words} \n`);
  const [date, time] = dateTime(await cli.now());
  await cli.err(`time="${date}T${time}Z" level=warning msg=${JSON.stringify(words)}\n`);
}
