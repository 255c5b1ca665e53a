*filter
:INPUT
-m mac;;FAIL
-m mac --mac-source 1:2:3:4:5:6;-m mac --mac-source 01:02:03:04:05:06;OK
-m mac --mac-source 1:2:3:4:5:zz;;FAIL
-m mac --mac-source aa:bb:cc:dd:ee:ff;=;OK
