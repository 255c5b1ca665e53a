// Names of images: "busybox", "localhost:5000/team/tool:1.0", "name@sha256:…". As distribution/reference.

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const PATH = `${PATH_PART}(?:/${PATH_PART})*`;
const WHOLE = new RegExp(`^((?:${DOMAIN}/)?${PATH})(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128}))?$`);

export interface Reference {
  /** "docker.io", "localhost:5000". */
  domain: string;
  /** "library/busybox". */
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

/** Splits what is left of the first slash where it is a host. */
function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  if (!isHost) return { domain: 'docker.io', path: name.includes('/') ? name : `library/${name}` };
  const domain = first === 'index.docker.io' ? 'docker.io' : first;
  const rest = name.slice(slash + 1);
  return { domain, path: domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}

/** A reference as it is typed. Gives the words of what is wrong with it otherwise. */
export function parseReference(text: string): Reference | string {
  if (/^[a-f0-9]{64}$/.test(text)) return `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const bare = colon < 0 ? text : text.slice(0, colon);
  const { domain, path } = splitDomain(bare.split('@')[0]!);
  if (path.toLowerCase() !== path) return `invalid reference format: repository name (${path}) must be lowercase`;
  const match = WHOLE.exec(text);
  if (!match || path.length > 255) return 'invalid reference format';
  return { domain, path, tag: match[2], digest: match[3] };
}

/** The name without docker.io and library. */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== 'docker.io') return `${domain}/${path}`;
  return path.startsWith('library/') && !path.slice(8).includes('/') ? path.slice(8) : path;
}

/** As it is shown: with the tag or the digest. */
export const familiar = (reference: Reference): string =>
  `${familiarName(reference)}${reference.tag === undefined ? '' : `:${reference.tag}`}${reference.digest === undefined ? '' : `@${reference.digest}`}`;

/** As it is kept: whole, in repositories.json. */
export const canonical = ({ domain, path, tag, digest }: Reference): string =>
  `${domain}/${path}${digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`}`;

/** With "latest" where it says neither tag nor digest. */
export const withTag = (reference: Reference): Reference =>
  reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference;
