*mangle
:PREROUTING
-j CT --zone mark;;FAIL
*raw
:PREROUTING
-j CT --zone mark;=;OK
-j CT --zone-orig 4;=;OK
-j CT --zone-reply mark;=;OK
-j CT --ctevents new,related,destroy,reply,assured,protoinfo,helper,mark,secmark,natseqinfo;-j CT --ctevents new,related,destroy,reply,assured,protoinfo,helper,mark,natseqinfo,secmark;OK
-j CT --ctevents foo;;FAIL
-j CT --expevents new;=;OK
-j CT --helper ftp;;FAIL
-p tcp -j CT --helper nosuch;;FAIL
-p udp -j CT --helper ftp;;FAIL
-j CT --timeout foo;;FAIL
-j CT;=;OK
-j CT --notrack --zone 1;=;OK
-j CT --zone 65536;;FAIL
