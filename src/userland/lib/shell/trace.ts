// set -x: the lines that show what is run. As bash 5.3's print_cmd.c: xtrace_print_word_list.

import { expandQuoted } from './expand.ts';
import { quoteIfNeeded } from './quoting.ts';
import type { Shell } from './state.ts';

/** A line "+ TEXT"; the "+" is PS4's, its first character as many times as the trace is deep. */
export async function trace(shell: Shell, text: string): Promise<void> {
  const { options } = shell;
  options.set('xtrace', false);
  const { status } = shell;
  const prompt = await expandQuoted(shell, shell.variables.get('PS4') ?? (shell.dialect.kind === 'bash' ? '' : '+ '));
  shell.status = status;
  options.set('xtrace', true);
  const depth = shell.dialect.kind === 'bash' ? shell.traceDepth : 0;
  const line = `${(prompt[0] ?? '').repeat(depth)}${shell.promptText(prompt)}${text}\n`;
  const fd = shell.dialect.kind === 'bash' ? (shell.variables.get('BASH_XTRACEFD') ?? '') : '';
  await (/^\d+$/.test(fd) ? shell.write(Number(fd), line) : shell.warn(line));
}

/** The words of a command as the trace quotes them: dash leaves them bare. */
export const traceWords = (shell: Shell, words: readonly string[]): string =>
  shell.dialect.kind === 'dash' ? words.join(' ') : words.map(quoteIfNeeded).join(' ');
