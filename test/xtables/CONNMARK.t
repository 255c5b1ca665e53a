*mangle
:PREROUTING
-j CONNMARK --set-mark 1/0xff;-j CONNMARK --set-xmark 0x1/0xff;OK
-j CONNMARK --restore-mark --nfmask 0xf --ctmask 0xf0;=;OK
-j CONNMARK --and-mark 5;-j CONNMARK --set-xmark 0x0/0xfffffffa;OK
-j CONNMARK --or-mark 5;-j CONNMARK --set-xmark 0x5/0x5;OK
-j CONNMARK --xor-mark 5;-j CONNMARK --set-xmark 0x5/0x0;OK
-j CONNMARK --set-mark 1 --save-mark;;FAIL
-j CONNMARK --save-mark --mask 5 --nfmask 5;;FAIL
-j CONNMARK --restore-mark --mask 5;-j CONNMARK --restore-mark --nfmask 0x5 --ctmask 0x5;OK
-j CONNMARK --set-mark x;;FAIL
