// Names for what is built. As docker-buildx 0.29.1's util/buildflags and distribution/reference 0.6.

import { parseReference } from '../lib/reference.ts';

/** What is wrong with a tag, in the words of reference.ParseNormalizedNamed's caller; undefined where it is right. */
export function checkTag(tag: string): string | undefined {
  try {
    parseReference(tag);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^invalid reference format: (repository name) \(.*\) must/, '$1 must');
  }
}

/** The whole name: "docker.io/library/app:latest". */
checkTag.normal = (tag: string): string => {
  const { domain, path, tag: name } = parseReference(tag);
  return `${domain}/${path}:${name ?? 'latest'}`;
};
