*mangle
:POSTROUTING
-j CLASSIFY;;FAIL
-j CLASSIFY --set-class abcd:ef;-j CLASSIFY --set-class abcd:00ef;OK
