*filter
:INPUT
-m helper --helper ftp-2121;=;OK
-m helper ! --helper "";=;OK
-m helper;;FAIL
