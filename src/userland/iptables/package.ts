// Debian's iptables package: which file is which program.

const variants = ['', '-save', '-restore'];

const links = (family: '' | '6'): [string, string][] =>
  variants.flatMap((variant): [string, string][] => {
    const name = `ip${family}tables${variant}`;
    const nft = `ip${family}tables-nft${variant}`;
    return [
      [`/usr/sbin/${name}`, `-> /etc/alternatives/${name}`],
      [`/etc/alternatives/${name}`, `-> /usr/sbin/${nft}`],
      [`/usr/sbin/${nft}`, '-> xtables-nft-multi'],
      [`/usr/sbin/ip${family}tables-legacy${variant}`, '-> xtables-legacy-multi'],
    ];
  });

export const files: Record<string, string> = {
  '/usr/sbin/xtables-nft-multi': 'iptables/xtables-nft-multi',
  '/usr/sbin/xtables-legacy-multi': 'iptables/xtables-legacy-multi',
  '/usr/sbin/xtables-monitor': '-> xtables-nft-multi',
  '/usr/sbin/iptables-translate': '-> xtables-nft-multi',
  '/usr/sbin/ip6tables-translate': '-> xtables-nft-multi',
  '/usr/sbin/iptables-restore-translate': '-> xtables-nft-multi',
  '/usr/sbin/ip6tables-restore-translate': '-> xtables-nft-multi',
  ...Object.fromEntries(links('')),
  ...Object.fromEntries(links('6')),
};
