*filter
:INPUT
-m physdev --physdev-in eth0 --physdev-out eth1;=;OK
-m physdev --physdev-is-in --physdev-is-out;=;OK
:FORWARD
-m physdev ! --physdev-is-bridged --physdev-in eth+ ! --physdev-out br0;-m physdev --physdev-in eth+ ! --physdev-out br0 ! --physdev-is-bridged;OK
:INPUT
-m physdev --physdev-in "";-m physdev --physdev-in;OK
