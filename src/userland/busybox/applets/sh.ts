// sh: busybox's shell, ash.

import { runPosixShell } from '../../lib/shell/posix-shell.ts';
import { applet } from '../applet.ts';
import { ashOfLines, ashOfString } from '../ash/dialect.ts';
import { prompting } from '../ash/prompting.ts';

export default applet({
  name: 'sh',
  usage: `Usage: sh [-il] [-|+Cabefmnuvx] [-|+o OPT]... [-c 'SCRIPT' [ARG0 ARGS] | FILE ARGS | -s ARGS]

Unix shell interpreter`,

  run: ({ sys, argv, env }) =>
    runPosixShell(sys, argv, env, {
      dialect: argv.slice(1).some(word => /^-[a-zA-Z]*c/.test(word)) ? ashOfString : ashOfLines,
      prompting,
      prompt: () => '\\w \\$ ',
      illegalOption: (name, option) => `${name}: illegal option ${option}`,
      missingCommand: name => `${name}: -c requires an argument`,
      cannotOpen: (name, script, error) =>
        `${name}: line 0: can't open ${script}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`,
    }),
});
