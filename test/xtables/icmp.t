*filter
:INPUT
-p icmp --icmp-type 8;-p icmp -m icmp --icmp-type 8;OK
-p icmp --icmp-type host-unreachable;-p icmp -m icmp --icmp-type 3/1;OK
-p icmp --icmp-type any;-p icmp -m icmp --icmp-type any;OK
