*filter
:INPUT
-m nfacct --nfacct-name x;;FAIL
