// ash at a prompt: prompts with PS1's escapes, lines as the terminal edits them.

import { runPrompted } from '../../lib/shell/engine.ts';
import { expandQuoted } from '../../lib/shell/expand.ts';
import { LineInput } from '../../lib/shell/input.ts';
import { notify } from '../../lib/shell/jobs.ts';
import type { Shell } from '../../lib/shell/state.ts';

/** "\w" is the working folder with the home as "~", "\h" the host, "\u" the user, "\$" a # for root. */
async function promptText(shell: Shell, name: 'PS1' | 'PS2'): Promise<string> {
  // A backslash is an ordinary character to the expansion here (PSSYNTAX): the prompt's own escapes come after it.
  const text = await expandQuoted(shell, (shell.variables.get(name) ?? '').replaceAll('\\', '\\\\'));
  if (!text.includes('\\')) return text;
  const { nodename } = await shell.sys.uname();
  const folder = shell.variables.get('PWD') ?? '';
  const home = shell.variables.get('HOME') ?? '';
  const inHome = home.length > 1 && (folder === home || folder.startsWith(`${home}/`));
  const values: Readonly<Record<string, string>> = {
    w: inHome ? `~${folder.slice(home.length)}` : folder,
    W: folder === home ? '~' : folder.replace(/^.*\/(?=.)/, ''),
    h: nodename.split('.')[0]!,
    H: nodename,
    u: shell.variables.get('USER') ?? (shell.euid === 0 ? 'root' : `${shell.euid}`),
    $: shell.euid === 0 ? '#' : '$',
    n: '\n',
    e: '\x1b',
    '[': '',
    ']': '',
  };
  return text.replace(/\\(.)/g, (all, letter: string) => values[letter] ?? all);
}

/** Prompts, reads and runs until the end of input. */
export async function prompting(shell: Shell): Promise<number> {
  const input = new LineInput(shell, 0);
  const status = await runPrompted(shell, {
    async next(more) {
      if (!more) await notify(shell);
      await shell.warn(await promptText(shell, more ? 'PS2' : 'PS1'));
      return input.line();
    },
  });
  await shell.warn('\n');
  return status;
}
