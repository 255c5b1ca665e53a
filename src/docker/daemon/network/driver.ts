// The shape of a network driver, and how an endpoint's device is set up inside a container's namespace.

import type { Sys } from '../../../abi/sys.ts';
import { writeFile } from '../../../userland/lib/io.ts';
import { unless } from '../errors.ts';
import { addAddress, findLink, setLink, withNetlink } from './links.ts';
import { inNetns } from './netns.ts';
import type { Endpoint, Network, Sandbox } from './network.ts';

export interface Driver {
  readonly name: string;
  /** Checks the options of a new network. Throws ApiError. */
  validate(network: Network, others: readonly Network[]): void;
  /** Makes what the host needs for it. */
  create(sys: Sys, network: Network): Promise<void>;
  remove(sys: Sys, network: Network): Promise<void>;
  /** Gives the endpoint a device in the sandbox; it is there under `temporary` until it gets its own name. */
  attach(sys: Sys, endpoint: Endpoint, sandbox: Sandbox): Promise<void>;
  detach(sys: Sys, endpoint: Endpoint, sandbox: Sandbox): Promise<void>;
}

/** Options of a network that are booleans, as Go's strconv.ParseBool reads them; undefined for what is none. */
export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return undefined;
}

/** In the sandbox: names the device, gives it its addresses and brings it up. */
export async function configureInside(sys: Sys, sandbox: Sandbox, endpoint: Endpoint, temporary: string): Promise<void> {
  await inNetns(sys, sandbox.path, inside =>
    withNetlink(inside, async netlink => {
      const link = await findLink(netlink, temporary);
      if (!link) throw new Error(`device ${temporary} is not in the sandbox`);
      await setLink(netlink, { index: link.index, newName: endpoint.device });
      if (endpoint.address6 === '') {
        await unless(['ENOENT'], () => writeFile(inside, `/proc/sys/net/ipv6/conf/${endpoint.device}/disable_ipv6`, '1'));
      }
      if (endpoint.address !== '') await addAddress(netlink, link.index, `${endpoint.address}/${endpoint.prefixLength}`);
      if (endpoint.address6 !== '') await addAddress(netlink, link.index, `${endpoint.address6}/${endpoint.prefixLength6}`);
      await setLink(netlink, { index: link.index, up: ['UP'] });
    }),
  );
}

/** The lowest ethN that no endpoint of the sandbox has. */
export function nextDevice(sandbox: Sandbox): string {
  const taken = new Set(sandbox.endpoints.map(({ device }) => device));
  for (let number = 0; ; number++) if (!taken.has(`eth${number}`)) return `eth${number}`;
}
