// Flags of run and create that the help page does not show. As docker-cli 28.5.2.

export const HIDDEN = `
      --cpu-count int            CPU count (Windows only)
      --cpu-percent int          CPU percent (Windows only)
      --disable-content-trust    Skip image verification (default true)
      --dns-opt list             Set DNS options
      --io-maxbandwidth bytes    Maximum IO bandwidth limit for the system drive (Windows only)
      --io-maxiops int           Maximum IOps limit for the system drive (Windows only)
      --kernel-memory bytes      Kernel memory limit
      --net network              Connect a container to a network
      --net-alias list           Add network-scoped alias for the container`;

/** The other names of flags, under their own. */
export const SYNONYMS: Readonly<Record<string, string>> = { net: 'network', 'net-alias': 'network-alias' };
