// --publish and --expose. As docker/go-connections' nat and docker-cli 28.5.2's opts.PortOpt.

import type { PortBinding, PortMap } from '../../api/container.ts';

const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/** A range of ports: "80", "8000-8002"; undefined where it is none. */
function rangeOf(text: string): [start: number, end: number] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2] ?? match[1]);
  return start > 65535 || end > 65535 || end < start ? undefined : [start, end];
}

/** "ip:host:container" taken apart from its end. */
function split(text: string): [ip: string, host: string, container: string] {
  const parts = text.split(':');
  if (parts.length === 1) return ['', '', parts[0]!];
  if (parts.length === 2) return ['', parts[0]!, parts[1]!];
  if (parts.length === 3) return [parts[0]!, parts[1]!, parts[2]!];
  return [parts.slice(0, -2).join(':'), parts.at(-2)!, parts.at(-1)!];
}

const isAddress = (text: string): boolean =>
  /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(text) || /^(?=.*:)[0-9a-fA-F:.]{2,45}$/.test(text);

/** One short-form port. Throws in the library's words. */
export function parsePortSpec(spec: string): { port: string; binding: PortBinding }[] {
  const [rawIp, host, rest] = split(spec);
  const slash = rest.indexOf('/');
  const container = slash < 0 ? rest : rest.slice(0, slash);
  const protocol = slash < 0 ? 'tcp' : rest.slice(slash + 1);
  const ip = rawIp.replace(/^\[(.*)\]$/, '$1');
  if (ip !== '' && !isAddress(ip)) throw new Error(`Invalid ip address: ${rawIp}`);
  if (container === '') throw new Error(`No port specified: ${spec}<empty>`);
  const inner = rangeOf(container);
  if (!inner) throw new Error(`Invalid containerPort: ${container}`);
  const outer = host === '' ? undefined : rangeOf(host);
  if (host !== '' && !outer) throw new Error(`Invalid hostPort: ${host}`);
  const count = inner[1] - inner[0];
  if (outer && outer[1] - outer[0] !== count && count !== 0) {
    throw new Error(`Invalid ranges specified for container and host Ports: ${container} and ${host}`);
  }
  if (!PROTOCOLS.includes(protocol.toLowerCase())) throw new Error(`Invalid proto: ${protocol}`);
  return Array.from({ length: count + 1 }, (_, at) => {
    let hostPort = outer ? String(outer[0] + at) : '';
    if (outer && count === 0 && outer[0] !== outer[1]) hostPort = host;
    return { port: `${inner[0] + at}/${protocol.toLowerCase()}`, binding: { HostIp: ip, HostPort: hostPort } };
  });
}

/** "published=8080,target=80,protocol=tcp" in the short form. Throws in docker's words. */
function standardForm(text: string): string {
  if (!text.includes('=')) return text;
  const fields: Record<string, string> = { protocol: 'tcp' };
  for (const field of text.split(',')) {
    const at = field.indexOf('=');
    if (at < 0) throw new Error(`invalid field '${field}' must be a key=value pair`);
    fields[field.slice(0, at).toLowerCase()] = field.slice(at + 1);
  }
  if (!fields.target) throw new Error(`missing mandatory field '${'target'}'`);
  return `${fields.published === undefined ? '' : `${fields.published}:`}${fields.target}/${fields.protocol}`;
}

/** The ports of the flags: those exposed and those published. Throws in docker's words. */
export function portsOf(publish: readonly string[], expose: readonly string[]): { exposed: Record<string, object>; bindings: PortMap } {
  const exposed: Record<string, object> = {};
  const bindings: PortMap = {};
  for (const text of publish) {
    for (const { port, binding } of parsePortSpec(standardForm(text))) {
      exposed[port] = {};
      bindings[port] = [...(bindings[port] ?? []), binding];
    }
  }
  for (const text of expose) {
    if (text.includes(':')) throw new Error(`invalid port format for --expose: ${text}`);
    const [ports = '', protocol = 'tcp'] = text.split('/');
    const range = rangeOf(ports);
    if (!range) throw new Error(`invalid range format for --expose: ${text}, error: ${rangeError(ports)}`);
    for (let port = range[0]; port <= range[1]; port++) exposed[`${port}/${protocol}`] = {};
  }
  return { exposed, bindings };
}

function rangeError(text: string): string {
  if (text === '') return 'empty string specified for ports';
  const [start = '', end] = text.split('-');
  for (const part of [start, end ?? start]) {
    if (!/^\d+$/.test(part)) return `strconv.ParseUint: parsing ${JSON.stringify(part)}: invalid syntax`;
    if (Number(part) > 65535) return `strconv.ParseUint: parsing ${JSON.stringify(part)}: value out of range`;
  }
  return `invalid range specified for port: ${text}`;
}
