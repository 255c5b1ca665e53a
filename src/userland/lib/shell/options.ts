// The options of set -o and shopt, with their letters and defaults. As bash 5.3; dash has the first of them.

/** set -o's options by name, with the letter where they have one, in the order set -o lists them. */
export const SET_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['allexport', 'a'],
  ['braceexpand', 'B'],
  ['emacs', ''],
  ['errexit', 'e'],
  ['errtrace', 'E'],
  ['functrace', 'T'],
  ['hashall', 'h'],
  ['histexpand', 'H'],
  ['history', ''],
  ['ignoreeof', ''],
  ['interactive-comments', ''],
  ['keyword', 'k'],
  ['monitor', 'm'],
  ['noclobber', 'C'],
  ['noexec', 'n'],
  ['noglob', 'f'],
  ['nolog', ''],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['onecmd', 't'],
  ['physical', 'P'],
  ['pipefail', ''],
  ['posix', ''],
  ['privileged', 'p'],
  ['verbose', 'v'],
  ['vi', ''],
  ['xtrace', 'x'],
];

export const DASH_OPTIONS: readonly (readonly [name: string, letter: string])[] = [
  ['errexit', 'e'],
  ['noglob', 'f'],
  ['ignoreeof', 'I'],
  ['interactive', 'i'],
  ['monitor', 'm'],
  ['noexec', 'n'],
  ['stdin', 's'],
  ['xtrace', 'x'],
  ['verbose', 'v'],
  ['vi', 'V'],
  ['emacs', 'E'],
  ['noclobber', 'C'],
  ['allexport', 'a'],
  ['notify', 'b'],
  ['nounset', 'u'],
  ['nolog', ''],
  ['debug', ''],
];

const SHOPT_ON = new Set(
  'checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments patsub_replacement progcomp promptvars sourcepath'.split(
    ' ',
  ),
);

export const SHOPT_NAMES: readonly string[] = (
  'array_expand_once assoc_expand_once autocd bash_source_fullpath cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist compat31 compat32 ' +
  'compat40 compat41 compat42 compat43 compat44 complete_fullquote direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote ' +
  'failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit ' +
  'interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch ' +
  'noexpand_translation nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath varredir_close ' +
  'xpg_echo'
).split(' ');

/** The options that are on, by name. */
export class Options {
  readonly #on: Set<string>;
  // Asked after each command: plain fields.
  errexit = false;
  nounset = false;
  xtrace = false;
  noglob = false;
  noexec = false;
  monitor = false;
  pipefail = false;

  constructor(on: Iterable<string> = []) {
    this.#on = new Set(on);
    for (const name of this.#on) this.#mirror(name, true);
  }

  #mirror(name: string, on: boolean): void {
    if (name === 'errexit') this.errexit = on;
    else if (name === 'nounset') this.nounset = on;
    else if (name === 'xtrace') this.xtrace = on;
    else if (name === 'noglob') this.noglob = on;
    else if (name === 'noexec') this.noexec = on;
    else if (name === 'monitor') this.monitor = on;
    else if (name === 'pipefail') this.pipefail = on;
  }

  has(name: string): boolean {
    return this.#on.has(name);
  }

  set(name: string, on: boolean): void {
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    this.#mirror(name, on);
  }

  names(): Iterable<string> {
    return this.#on;
  }

  copy(): Options {
    return new Options(this.#on);
  }
}

export const defaultShopts = (): Options => new Options(SHOPT_ON);
