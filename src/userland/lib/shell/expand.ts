// Word expansion: tildes, parameters, arithmetic, substitutions, splitting, file names, quotes off. As bash 5.3's subst.c.
// Synchronous until a command or a folder has to be waited for.

import { users } from '../accounts.ts';
import { glob, patternRegex } from '../glob.ts';
import type { Assignment, Operand, Part, Template, Word } from './ast.ts';
import { type Field, FieldSink, PatternSink, RegexSink, type Separators, type Sink, separatorsOf, TextSink } from './fields.ts';
import { after, forEachInOrder, type Now } from './now.ts';
import { expandParameter } from './parameter.ts';
import { Complaint, type Shell } from './state.ts';
import { type Context, readTemplate, type Tildes, templatesOf } from './words.ts';

const DEFAULT_SEPARATORS = separatorsOf(undefined);
let lastSeparators: Separators = DEFAULT_SEPARATORS;

/** IFS as it is now. */
export function separators(shell: Shell): Separators {
  const ifs = shell.variables.get('IFS');
  if (ifs === undefined || ifs === ' \t\n') return DEFAULT_SEPARATORS;
  if (lastSeparators.text !== ifs) lastSeparators = separatorsOf(ifs);
  return lastSeparators;
}

/** The fields of a command's words, in order. */
export function expandWords(shell: Shell, words: readonly Word[]): Now<string[]> {
  const fields: string[] = [];
  return after(
    forEachInOrder(words, word => expandWord(shell, word, fields)),
    () => fields,
  );
}

/** Adds the fields of one word. */
export function expandWord(shell: Shell, word: Word, into: string[]): Now<void> {
  const templates = word.templates ?? templatesOf(word, features(shell));
  if (templates.length === 1) return expandTemplate(shell, templates[0]!, into);
  return forEachInOrder(templates, template => expandTemplate(shell, template, into));
}

const features = (shell: Shell): Shell['dialect']['features'] =>
  shell.dialect.features.braces && !shell.options.has('braceexpand')
    ? { ...shell.dialect.features, braces: false }
    : shell.dialect.features;

function expandTemplate(shell: Shell, template: Template, into: string[]): Now<void> {
  if (template.literal !== undefined) {
    if (template.parts.length > 0) into.push(template.literal);
    return;
  }
  const sink = new FieldSink(separators(shell), shell.shopts.has('extglob'));
  return after(expandParts(shell, template.parts, sink), () => findFiles(shell, sink.finish(), into));
}

/** Pathname expansion of the fields that have wildcards. */
function findFiles(shell: Shell, fields: Field[], into: string[]): Now<void> {
  return forEachInOrder(fields, field => {
    if (field.pattern === undefined || shell.options.noglob) {
      into.push(field.text);
      return;
    }
    return findFile(shell, field, into);
  });
}

async function findFile(shell: Shell, field: Field, into: string[]): Promise<void> {
  const { shopts } = shell;
  const ignore = shell.variables.get('GLOBIGNORE') ?? '';
  let found = await glob(shell.sys, field.pattern!, {
    extended: shopts.has('extglob'),
    ignoreCase: shopts.has('nocaseglob'),
    dots: shopts.has('dotglob') || ignore !== '',
    globstar: shopts.has('globstar'),
    skipDots: shopts.has('globskipdots') && shell.dialect.kind === 'bash',
  });
  if (ignore !== '') found = withoutIgnored(shell, found, ignore);
  if (found.length > 0) into.push(...found);
  else if (shopts.has('failglob')) throw new Complaint(`no match: ${field.text}`);
  else if (!shopts.has('nullglob')) into.push(field.text);
}

function withoutIgnored(shell: Shell, found: string[], ignore: string): string[] {
  const regexes = ignore.split(':').map(pattern => patternRegex(pattern, { extended: shell.shopts.has('extglob'), pathname: true }));
  return found.filter(path => !regexes.some(regex => regex.test(path)));
}

/** Adds a word's parts to a sink, in order. */
export function expandParts(shell: Shell, parts: readonly Part[], sink: Sink): Now<void> {
  return forEachInOrder(parts, part => expandPart(shell, part, sink));
}

function expandPart(shell: Shell, part: Part, sink: Sink): Now<void> {
  switch (part.kind) {
    case 'text':
      return sink.add(part.text, part.quoted);
    case 'empty':
      return sink.add('', true);
    case 'tilde':
      return expandTilde(shell, part.user, sink);
    case 'parameter':
      return expandParameter(shell, part.parameter, part.quoted, sink, { operand: expandOperand, text: expandOperandText, separators });
    case 'arithmetic':
      return after(arithmeticText(shell, part), text => emit(sink, String(shell.evaluate(text)), part.quoted));
    case 'command':
      return shell.engine.substitute(shell, part).then(text => emit(sink, text, part.quoted));
    case 'process':
      return shell.engine.processSubstitution(shell, part).then(path => sink.add(path, true));
  }
}

function emit(sink: Sink, text: string, quoted: boolean): void {
  if (quoted) sink.add(text, true);
  else sink.split(text);
}

function arithmeticText(shell: Shell, part: Extract<Part, { kind: 'arithmetic' }>): Now<string> {
  if (!/[$`"\\]/.test(part.text)) return part.text;
  part.template ??= readTemplate(part.text, 'arithmetic', 'none', shell.dialect.features);
  return templateText(shell, part.template);
}

/** An arithmetic expression's source with its expansions done. */
export function expandArithmetic(shell: Shell, text: string): Now<string> {
  if (!/[$`"\\]/.test(text)) return text;
  return templateText(shell, cached(shell, text, 'arithmetic', 'none'));
}

function expandTilde(shell: Shell, user: string, sink: Sink): Now<void> {
  const { variables } = shell;
  if (user === '') {
    sink.add(variables.get('HOME') ?? shell.homes.get('') ?? '~', true);
    return;
  }
  if (user === '+' || user === '-') {
    sink.add(variables.get(user === '+' ? 'PWD' : 'OLDPWD') ?? `~${user}`, true);
    return;
  }
  const stack = /^([+-]?)(\d+)$/.exec(user);
  if (stack !== null && shell.dialect.kind === 'bash') {
    const entries = [variables.get('PWD') ?? '', ...shell.directoryStack];
    const at = stack[1] === '-' ? entries.length - 1 - Number(stack[2]) : Number(stack[2]);
    sink.add(entries[at] ?? `~${user}`, true);
    return;
  }
  return homeOf(shell, user).then(home => sink.add(home ?? `~${user}`, true));
}

/** A user's home folder, from /etc/passwd. */
async function homeOf(shell: Shell, user: string): Promise<string | undefined> {
  const found = (await users(shell.sys)).find(candidate => candidate.name === user);
  return found?.home;
}

/** The operand of ${x:-…} into a sink: split like any word where it is unquoted. */
function expandOperand(shell: Shell, operand: Operand, sink: Sink): Now<void> {
  operand.template ??= readTemplate(
    operand.raw,
    operand.quoted ? 'operand' : 'word',
    operand.quoted ? 'none' : 'start',
    shell.dialect.features,
  );
  if (sink.fields && !operand.quoted) return expandSplitting(shell, operand.template.parts, sink);
  return expandParts(shell, operand.template.parts, sink);
}

/** As expandParts, but unquoted text is split too: the operand is the result of an expansion. */
function expandSplitting(shell: Shell, parts: readonly Part[], sink: Sink): Now<void> {
  return forEachInOrder(parts, part => (part.kind === 'text' && !part.quoted ? sink.split(part.text) : expandPart(shell, part, sink)));
}

function expandOperandText<S extends TextSink>(shell: Shell, operand: Operand, sink: S): Now<string> {
  operand.template ??= readTemplate(operand.raw, operand.quoted ? 'operand' : 'word', 'start', shell.dialect.features);
  return after(expandParts(shell, operand.template.parts, sink), () => sink.text);
}

const templates = new Map<string, Template>();
const TEMPLATES_MOST = 2000;

/** The template of a text that has no word of its own to keep it. */
function cached(shell: Shell, raw: string, context: Context, tildes: Tildes): Template {
  const key = `${shell.dialect.kind}${context}${tildes}:${raw}`;
  let template = templates.get(key);
  if (template === undefined) {
    template = readTemplate(raw, context, tildes, shell.dialect.features);
    if (templates.size > TEMPLATES_MOST) templates.clear();
    templates.set(key, template);
  }
  return template;
}

function templateText(shell: Shell, template: Template): Now<string> {
  if (template.literal !== undefined) return template.literal;
  const sink = new TextSink();
  return after(expandParts(shell, template.parts, sink), () => sink.text);
}

/** A word as one text: not split, no files. Values of assignments, here-strings, the word of case. */
export function expandText(shell: Shell, word: Word, tildes: Tildes = 'start'): Now<string> {
  return templateText(shell, cached(shell, word.raw, 'word', tildes));
}

/** A word as a pattern. */
export function expandPattern(shell: Shell, word: Word): Now<string> {
  const sink = new PatternSink();
  return after(expandParts(shell, cached(shell, word.raw, 'word', 'start').parts, sink), () => sink.text);
}

/** The right side of =~ as a regular expression. */
export function expandRegex(shell: Shell, word: Word): Now<string> {
  const sink = new RegexSink();
  return after(expandParts(shell, cached(shell, word.raw, 'word', 'start').parts, sink), () => sink.text);
}

/** A here-document's body. */
export const expandDocument = (shell: Shell, text: string): Now<string> =>
  templateText(shell, readTemplate(text, 'document', 'none', shell.dialect.features));

/** A text as if it stood in double quotes: prompts, PS4. */
export const expandQuoted = (shell: Shell, text: string): Now<string> => templateText(shell, cached(shell, text, 'document', 'none'));

/** A subscript's source as a key of the named array: text for an associative one, else a number. */
export function expandSubscript(shell: Shell, name: string, raw: string): Now<string | number> {
  if (/^\d+$/.test(raw)) return shell.variables.isMap(name) ? raw : Number(raw);
  if (shell.variables.isMap(name)) return expandText(shell, { raw }, 'none');
  return after(expandArithmetic(shell, raw), text => shell.index(text));
}

/** The value of NAME=value as one text. */
export const expandValue = (shell: Shell, assignment: Assignment): Now<string> => expandText(shell, assignment.value as Word, 'assignment');
