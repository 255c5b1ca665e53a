// hello-world: in an image of the hub, not on the host.

export const files: Record<string, string> = {};

/** The modules that images of the hub name. */
export const imageModules = ['hello-world'];
