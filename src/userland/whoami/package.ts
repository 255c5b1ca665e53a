// traefik/whoami 1.11: in an image of the hub, not on the host.

export const files: Record<string, string> = {};

/** The modules that images of the hub name. */
export const imageModules = ['whoami'];
