// --restart: "no", "always", "unless-stopped", "on-failure:3". As docker-cli 28.5.2's opts.ParseRestartPolicy.

import type { RestartPolicy } from '../../api/container.ts';

/** Reads a policy; the daemon judges its name. Throws in docker's words. */
export function parseRestartPolicy(text: string): RestartPolicy {
  if (text === '') return { Name: '', MaximumRetryCount: 0 };
  const [name = '', count, ...more] = text.split(':');
  if (name === '') throw new Error('invalid restart policy format: no policy provided before colon');
  if (count === undefined || (count === '' && more.length === 0)) return { Name: name, MaximumRetryCount: 0 };
  if (more.length > 0 || !/^[+-]?\d+$/.test(count))
    throw new Error('invalid restart policy format: maximum retry count must be an integer');
  return { Name: name, MaximumRetryCount: Number(count) };
}
