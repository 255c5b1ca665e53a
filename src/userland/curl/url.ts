// URLs as curl takes them: a scheme guessed, hosts and ports checked, {a,b} and [1-3] expanded, redirects joined.

import { CurlError } from './failure.ts';

export interface Url {
  scheme: string;
  user: string | undefined;
  host: string;
  port: number;
  /** A port was written. */
  portGiven: boolean;
  path: string;
  text: string;
}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ftps: 990, telnet: 23, file: 0 };
const rejected = (why: string): never => {
  throw new CurlError(3, `URL rejected: ${why}`);
};

/** Reads a URL. Throws CurlError 1 and 3. */
export function parseUrl(text: string, pathAsIs = false): Url {
  const [, given, rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(.*)$/s.exec(text)!;
  const scheme = (given ?? guessScheme(rest)).toLowerCase();
  if (!Object.hasOwn(PORTS, scheme)) throw new CurlError(1, `Protocol "${scheme}" not supported`);
  if (scheme === 'file')
    return { scheme, user: undefined, host: '', port: 0, portGiven: false, path: rest.replace(/^localhost/, ''), text };
  if (/[\0-\x1f ]/.test(text)) rejected('Malformed input to a URL function');
  const slash = rest.search(/[/?#]/);
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const tail = slash < 0 ? '/' : rest.slice(slash).replace(/#.*$/, '');
  const at = authority.lastIndexOf('@');
  const hostPort = at < 0 ? authority : authority.slice(at + 1);
  const [, host = '', , portText] = /^(\[[^\]]*\]|[^:]*)(:(.*))?$/s.exec(hostPort) ?? rejected('Malformed input to a URL function');
  if (host === '') rejected('No host present');
  if (portText !== undefined && portText !== '' && !(/^\d+$/.test(portText) && Number(portText) <= 65535)) {
    rejected('Port number was not a decimal number between 0 and 65535');
  }
  const path = tail.startsWith('/') ? tail : `/${tail}`;
  const portGiven = portText !== undefined && portText !== '';
  return {
    scheme,
    user: at < 0 ? undefined : decodeURIComponent(authority.slice(0, at)),
    host: host.toLowerCase(),
    port: portGiven ? Number(portText) : PORTS[scheme]!,
    portGiven,
    path: pathAsIs ? path : withoutDots(path),
    text: `${scheme}://${rest}${slash < 0 ? '/' : ''}`,
  };
}

const guessScheme = (rest: string): string => (/^ftp\./i.test(rest) ? 'ftp' : 'http');

function withoutDots(path: string): string {
  const [names = '', ...query] = path.split('?');
  if (!/\/\.\.?(?:\/|$)/.test(names)) return path;
  const parts: string[] = [];
  for (const part of names.split('/').slice(1)) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  if (/\/\.\.?$/.test(names)) parts.push('');
  return `/${parts.join('/')}${query.length > 0 ? `?${query.join('?')}` : ''}`;
}

/** Where a Location header leads from a URL. */
export function joinUrl(base: Url, location: string): string {
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(location)) return location;
  const origin = `${base.scheme}://${base.host}${base.portGiven ? `:${base.port}` : ''}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  return `${origin}${base.path.replace(/\?.*$/, '').replace(/[^/]*$/, '')}${location}`;
}

/** {a,b} and [1-3], [a-c], [01-10:2]: every URL that is meant, and what stood in each place for #1 in -o. */
export function expandGlobs(text: string): { url: string; parts: string[] }[] {
  const match = /\{([^{}]*)\}|\[([0-9]+)-([0-9]+)(?::([0-9]+))?\]|\[([a-zA-Z])-([a-zA-Z])(?::([0-9]+))?\]/.exec(text);
  if (!match) return [{ url: text, parts: [] }];
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
  const rest = expandGlobs(after);
  return choices(match).flatMap(choice => rest.map(({ url, parts }) => ({ url: before + choice + url, parts: [choice, ...parts] })));
}

function choices(match: RegExpExecArray): string[] {
  const [, list, from, to, step, first, last, letterStep] = match;
  if (list !== undefined) return list.split(',');
  const all: string[] = [];
  if (from !== undefined) {
    for (let each = Number(from); each <= Number(to); each += Number(step ?? 1))
      all.push(String(each).padStart(from.startsWith('0') ? from.length : 0, '0'));
  } else
    for (let code = first!.charCodeAt(0); code <= last!.charCodeAt(0); code += Number(letterStep ?? 1)) all.push(String.fromCharCode(code));
  return all;
}
