// set and shopt. As bash 5.3's set.def and shopt.def, and dash's options.c.

import type { Builtin } from '../builtin-table.ts';
import { DASH_OPTIONS, SET_OPTIONS, SHOPT_NAMES } from '../options.ts';
import { printFunction } from '../print-tree.ts';
import { alwaysQuote } from '../quoting.ts';
import { Complaint, type Shell } from '../state.ts';
import { arrayText } from '../transform.ts';
import { isName } from '../variables.ts';
import { lookUp } from './declare.ts';
import { has, readOptions, USAGE } from './usage.ts';

const table = (shell: Shell): typeof SET_OPTIONS => (shell.dialect.kind === 'bash' ? SET_OPTIONS : DASH_OPTIONS);

/** Turns an option of set -o on or off; false where there is none of that name. */
export function setOption(shell: Shell, name: string, on: boolean): boolean {
  const known = table(shell).some(([option]) => option === name) || (shell.dialect.kind !== 'bash' && name === 'pipefail');
  if (!known) return false;
  if (on && name === 'emacs') shell.options.set('vi', false);
  if (on && name === 'vi') shell.options.set('emacs', false);
  shell.options.set(name, on);
  if (name === 'allexport') shell.variables.exportAll = on;
  if (name === 'hashall' && !on) shell.hash.clear();
  return true;
}

/** The option of a letter. */
export const optionOfLetter = (shell: Shell, letter: string): string | undefined => table(shell).find(([, known]) => known === letter)?.[0];

function listOptions(shell: Shell, again: boolean): string {
  if (shell.dialect.kind === 'bash') {
    return SET_OPTIONS.map(([name]) =>
      again ? `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n` : `${name.padEnd(15)}\t${shell.options.has(name) ? 'on' : 'off'}\n`,
    ).join('');
  }
  if (again) return DASH_OPTIONS.map(([name]) => `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`).join('');
  return `Current option settings\n${DASH_OPTIONS.map(([name]) => `${name.padEnd(16)}${shell.options.has(name) ? 'on' : 'off'}\n`).join('')}`;
}

function listVariables(shell: Shell): string {
  let text = '';
  for (const name of shell.variables.names().filter(isName)) {
    const variable = lookUp(shell, name);
    if (variable === undefined || !variable.set) continue;
    if (variable.array || variable.map) text += `${name}=${arrayText(variable)}\n`;
    else text += `${name}=${settingText(shell, variable.value!)}\n`;
  }
  if (shell.dialect.kind !== 'bash') return text;
  for (const name of [...shell.functions.keys()].sort()) text += `${printFunction(shell.functions.get(name)!.definition)}\n`;
  return text;
}

const settingText = (shell: Shell, value: string): string => {
  if (shell.dialect.kind !== 'bash') return `'${value.replaceAll("'", "'\\''")}'`;
  return value === '' || /^[\w@%+=:,./-]+$/.test(value) ? value : alwaysQuote(value);
};

export const set: Builtin = async (shell, args) => {
  if (args.length === 1) return shell.print(listVariables(shell));
  let at = 1;
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      shell.args = args.slice(at + 1);
      return 0;
    }
    if (word === '-') {
      shell.options.set('xtrace', false);
      shell.options.set('verbose', false);
      if (at + 1 < args.length) shell.args = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) break;
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      if (letter === 'o') {
        const name = args[at + 1];
        if (name === undefined || (/^[-+]/.test(name) && shell.dialect.kind === 'bash')) {
          await shell.print(listOptions(shell, !on));
          continue;
        }
        at++;
        if (!setOption(shell, name, on)) throw badOption(shell, name, `${on ? '-' : '+'}o ${name}`);
        continue;
      }
      const name = optionOfLetter(shell, letter);
      if (name === undefined) throw unknownLetter(shell, `${word[0]}${letter}`);
      setOption(shell, name, on);
    }
  }
  if (at < args.length) shell.args = args.slice(at);
  return 0;
};

const badOption = (shell: Shell, name: string, option: string): Complaint => {
  if (shell.dialect.kind === 'bash') return new Complaint(`set: ${name}: invalid option name`, 2);
  return new Complaint(shell.dialect.kind === 'dash' ? `set: Illegal option ${option}` : `illegal option ${option}`, 2, true);
};

const unknownLetter = (shell: Shell, option: string): Complaint => {
  if (shell.dialect.kind === 'bash') return new Complaint(`set: ${option}: invalid option\nset: usage: ${USAGE.set}`, 2);
  return new Complaint(shell.dialect.kind === 'dash' ? `set: Illegal option ${option}` : `illegal option ${option}`, 2, true);
};

export const shopt: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'pqsuo');
  const setOptions = has(given, 'o');
  const quiet = has(given, 'q');
  const sets = has(given, 's');
  const unsets = has(given, 'u');
  const names = setOptions ? SET_OPTIONS.map(([name]) => name) : SHOPT_NAMES;
  const isOn = (name: string): boolean => (setOptions ? shell.options.has(name) : shell.shopts.has(name));
  const line = (name: string): string => {
    if (has(given, 'p')) return setOptions ? `set ${isOn(name) ? '-' : '+'}o ${name}\n` : `shopt ${isOn(name) ? '-s' : '-u'} ${name}\n`;
    return `${name.padEnd(setOptions ? 15 : 20)}\t${isOn(name) ? 'on' : 'off'}\n`;
  };
  if (sets && unsets) throw new Complaint('shopt: cannot set and unset shell options simultaneously');
  if (given.operands.length === 0) {
    const shown = sets ? names.filter(isOn) : unsets ? names.filter(name => !isOn(name)) : names;
    return quiet ? 0 : shell.print(shown.map(line).join(''));
  }
  let status = 0;
  let text = '';
  for (const name of given.operands) {
    if (!names.includes(name)) {
      await shell.complain(`shopt: ${name}: invalid ${setOptions ? 'option' : 'shell option'} name`);
      status = 1;
    } else if (sets || unsets) {
      if (setOptions) setOption(shell, name, sets);
      else shell.shopts.set(name, sets);
    } else {
      if (!isOn(name)) status = 1;
      text += line(name);
    }
  }
  return quiet ? status : (await shell.print(text)) || status;
};
