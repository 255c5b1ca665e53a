// dash: Debian's /bin/sh. Options as dash 0.5.12; the rest is lib/shell.

import { program } from '../lib/io.ts';
import { runPosixShell } from '../lib/shell/posix-shell.ts';
import { dashDialect } from './dialect.ts';
import { prompting } from './prompting.ts';

export default program({
  name: 'dash',
  summary: 'command interpreter (shell)',

  main: (sys, argv, env) =>
    runPosixShell(sys, argv, env, {
      dialect: dashDialect,
      prompting,
      prompt: shell => (shell.euid === 0 ? '# ' : '$ '),
      illegalOption: (name, option) => `${name}: 0: Illegal option ${option}`,
      missingCommand: name => `${name}: 0: -c requires an argument`,
      cannotOpen: (name, script, error) => `${name}: 0: cannot open ${script}: ${error.code === 'ENOENT' ? 'No such file' : error.message}`,
    }),
});
