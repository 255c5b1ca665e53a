// Netfilter, as far as it is there from the boot on: importing this registers its netlink protocol, and connections. Rules come with rules.ts.

import './br-netfilter.ts';
import './nfnetlink.ts';
