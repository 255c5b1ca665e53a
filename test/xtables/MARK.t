*mangle
:PREROUTING
-j MARK --set-mark 0xfeedcafe/0xfeedcaf;-j MARK --set-xmark 0xfeedcafe/0xffefdeff;OK
-j MARK --set-xmark 0/0xffffffff;-j MARK --set-xmark 0x0/0xffffffff;OK
-j MARK --set-xmark 0xf/0;-j MARK --set-xmark 0xf/0x0;OK
-j MARK --set-mark 1/x;;FAIL
-j MARK --set-mark 1x;;FAIL
-j MARK --and-mark 0x1ffffffff;;FAIL
-j MARK --and-mark 0;-j MARK --set-xmark 0x0/0xffffffff;OK
-j MARK --or-mark 0;-j MARK --set-xmark 0x0/0x0;OK
*nat
:PREROUTING
-j MARK --set-mark 1;-j MARK --set-xmark 0x1/0xffffffff;OK
