// Which builtins which shell has.

import type { Builtin, BuiltinSet } from '../builtin-table.ts';
import { declare, mark, plainLocal } from './declare.ts';
import { cd, dirs, popd, pushd, pwd } from './directories.ts';
import { colon, evalBuiltin, exec, exit, falseBuiltin, leaveLoop, logout, returnBuiltin, source } from './flow.ts';
import { bg, disown, fg, jobs, kill, suspend, wait } from './jobs.ts';
import { bind, caller, help } from './misc.ts';
import { alias, builtin, command, enable, hash, type, unalias } from './names.ts';
import { echo, printf } from './output.ts';
import { mapfile, read } from './read.ts';
import { set, shopt } from './settings.ts';
import { times, trap, ulimit, umask } from './system.ts';
import { test } from './test.ts';
import { getopts, letBuiltin, shift, unset } from './variables.ts';

const POSIX: Readonly<Record<string, Builtin>> = {
  ':': colon,
  '.': source,
  '[': test,
  alias,
  bg,
  break: leaveLoop,
  cd,
  command,
  continue: leaveLoop,
  echo,
  eval: evalBuiltin,
  exec,
  exit,
  export: mark,
  false: falseBuiltin,
  fg,
  getopts,
  hash,
  jobs,
  kill,
  printf,
  pwd,
  read,
  readonly: mark,
  return: returnBuiltin,
  set,
  shift,
  test,
  times,
  trap,
  true: colon,
  type,
  ulimit,
  umask,
  unalias,
  unset,
  wait,
};

export const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(
  ': . break continue eval exec exit export readonly return set shift times trap unset'.split(' '),
);

/** bash's builtins, with those that its own folder adds. */
export const bashBuiltins = (more: Readonly<Record<string, Builtin>>): BuiltinSet => ({
  builtins: new Map<string, Builtin>(
    Object.entries({
      ...POSIX,
      bind,
      builtin,
      caller,
      declare,
      dirs,
      disown,
      enable,
      help,
      let: letBuiltin,
      local: declare,
      logout,
      mapfile,
      popd,
      pushd,
      readarray: mapfile,
      shopt,
      source,
      suspend,
      typeset: declare,
      ...more,
    }),
  ),
  special: SPECIAL_BUILTINS,
});

/** In dash and ash local is special too. */
const WITH_LOCAL: ReadonlySet<string> = new Set([...SPECIAL_BUILTINS, 'local']);

/** dash's builtins. */
export const dashBuiltins = (): BuiltinSet => ({
  builtins: new Map(Object.entries({ ...POSIX, local: plainLocal })),
  special: WITH_LOCAL,
});

/** The builtins of busybox's ash. */
export const ashBuiltins = (): BuiltinSet => ({
  builtins: new Map(Object.entries({ ...POSIX, local: plainLocal, let: letBuiltin, source })),
  special: WITH_LOCAL,
});
