// Image references: their parts, the short form people type, and what is wrong with a bad one. As distribution/reference 0.6.

export interface Reference {
  /** "docker.io". */
  domain: string;
  /** "library/busybox". */
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Reads a reference as it is typed. Throws in the library's words. */
export function parseReference(text: string): Reference {
  if (/^[0-9a-f]{64}$/.test(text)) throw new Error(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const hasDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const domain = hasDomain ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
  let rest = hasDomain ? text.slice(slash + 1) : text;
  if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  const at = rest.indexOf('@');
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(':');
  const path = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (path.toLowerCase() !== path) throw new Error(`invalid reference format: repository name (${path}) must be lowercase`);
  const bad =
    !DOMAIN.test(domain) || !PATH.test(path) || (tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest));
  if (bad) throw new Error('invalid reference format');
  return { domain, path, tag, digest };
}

/** The name as people write it: "busybox", "localhost:5000/tool". */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== 'docker.io') return `${domain}/${path}`;
  return path.startsWith('library/') && !path.slice(8).includes('/') ? path.slice(8) : path;
}

/** The reference as people write it, with its tag; ":latest" where it has neither tag nor digest. */
export function familiarTagged(reference: Reference): string {
  const { tag, digest } = reference;
  const suffix = `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  return familiarName(reference) + (suffix === '' ? ':latest' : suffix);
}
