// The PORTS column: ports grouped into ranges. As docker-cli 28.5.2's formatter.DisplayablePorts.

import type { Port } from '../../api/container.ts';

const hostPort = (ip: string, port: string | number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

const compare = (left: Port, right: Port): number =>
  left.PrivatePort - right.PrivatePort ||
  order(left.IP ?? '', right.IP ?? '') ||
  (left.PublicPort ?? 0) - (right.PublicPort ?? 0) ||
  order(left.Type, right.Type);
const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Ports as `docker ps` shows them: "0.0.0.0:8080->80/tcp, 443/tcp". */
export function displayablePorts(ports: readonly Port[]): string {
  const groups = new Map<string, { first: number; last: number }>();
  const result: string[] = [];
  const mappings: string[] = [];
  for (const port of [...ports].sort(compare)) {
    const { IP: ip = '', PrivatePort: current, PublicPort = 0, Type } = port;
    if (ip !== '' && PublicPort !== current) {
      mappings.push(`${hostPort(ip, PublicPort)}->${current}/${Type}`);
      continue;
    }
    const key = ip === '' ? Type : `${ip}/${Type}`;
    const group = groups.get(key);
    if (group && current === group.last + 1) {
      group.last = current;
      continue;
    }
    if (group) result.push(groupText(key, group));
    groups.set(key, { first: current, last: current });
  }
  for (const [key, group] of groups) result.push(groupText(key, group));
  return [...result, ...mappings].join(', ');
}

function groupText(key: string, { first, last }: { first: number; last: number }): string {
  const [ip, type] = key.includes('/') ? key.split('/') : [undefined, key];
  const range = first === last ? String(first) : `${first}-${last}`;
  return `${ip === undefined ? range : `${hostPort(ip, range)}->${range}`}/${type}`;
}
