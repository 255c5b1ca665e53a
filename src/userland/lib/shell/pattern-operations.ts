// ${x#p}, ${x%p}, ${x/p/r}, ${x^p}: what patterns do to a value. As bash 5.3's subst.c.

import { hasMagic, type PatternOptions, patternRegex, patternSource, unquotePattern } from '../glob.ts';

/** The value without the shortest (or longest) start that matches. */
export function removePrefix(value: string, pattern: string, longest: boolean, options: PatternOptions): string {
  if (!hasMagic(pattern, options.extended)) {
    const literal = unquotePattern(pattern);
    return value.startsWith(literal) ? value.slice(literal.length) : value;
  }
  const regex = patternRegex(pattern, options);
  const from = longest ? value.length : 0;
  for (let length = from; length >= 0 && length <= value.length; length += longest ? -1 : 1) {
    if (regex.test(value.slice(0, length))) return value.slice(length);
  }
  return value;
}

/** The value without the shortest (or longest) end that matches. */
export function removeSuffix(value: string, pattern: string, longest: boolean, options: PatternOptions): string {
  if (!hasMagic(pattern, options.extended)) {
    const literal = unquotePattern(pattern);
    return literal !== '' && value.endsWith(literal) ? value.slice(0, -literal.length) : value;
  }
  const regex = patternRegex(pattern, options);
  const from = longest ? 0 : value.length;
  for (let at = from; at >= 0 && at <= value.length; at += longest ? 1 : -1) {
    if (regex.test(value.slice(at))) return value.slice(0, at);
  }
  return value;
}

/** A replacement with "&" and backslashes filled in. */
function filled(replacement: string, matched: string, ampersand: boolean): string {
  return replacement.replace(
    /\\([\\&])|&/g,
    (whole, escaped: string | undefined) => escaped ?? (ampersand && whole === '&' ? matched : whole),
  );
}

/** ${x/p/r}; operator is "/" "//" "/#" or "/%". */
export function replacePattern(
  value: string,
  operator: string,
  pattern: string,
  replacement: string,
  options: PatternOptions,
  ampersand: boolean,
): string {
  if (pattern === '')
    return operator === '/#'
      ? filled(replacement, '', ampersand) + value
      : operator === '/%'
        ? value + filled(replacement, '', ampersand)
        : value;
  const source = `(?:${patternSource(pattern, options)})`;
  const anchored = operator === '/#' ? `^${source}` : operator === '/%' ? `${source}$` : source;
  const regex = new RegExp(anchored, `su${options.ignoreCase ? 'i' : ''}${operator === '//' ? 'g' : ''}`);
  const put = (matched: string): string =>
    matched === '' && operator === '//' && value !== '' ? '' : filled(replacement, matched, ampersand);
  return value.replace(regex, put);
}

/** ${x^p} ${x^^p} ${x,p} ${x,,p} ${x~~p}: the characters that match the pattern change case. */
export function changeCase(value: string, operator: string, pattern: string, options: PatternOptions): string {
  const regex = pattern === '' ? undefined : patternRegex(pattern, options);
  const change = (char: string): string => {
    if (regex !== undefined && !regex.test(char)) return char;
    if (operator[0] === '^') return char.toUpperCase();
    if (operator[0] === ',') return char.toLowerCase();
    return char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase();
  };
  const characters = [...value];
  return operator.length === 2 ? characters.map(change).join('') : characters.map((char, at) => (at === 0 ? change(char) : char)).join('');
}
